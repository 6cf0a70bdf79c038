"""Verify exports of snapshots without the portal: python3 verify_seal.py FIRST.zip [NEXT.zip ...], oldest first."""
import csv
import hashlib
import io
import json
import sys
import zipfile

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
last = None
for path in sys.argv[1:]:
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest, sums, counted = json.loads(files["manifest.json"]), files["SHA256SUMS"], {}
    for digest, name in (line.split("  ", 1) for line in sums.decode("ascii").splitlines()):
        assert hashlib.sha256(files[name]).hexdigest() == digest, f"{path}: {name} is not what was sealed"
        sexes = [row["sex"] for row in csv.DictReader(io.StringIO(files[name].decode("utf-8"), newline=""))]
        counted[name.removesuffix(".csv")] = (digest, len(sexes), {sex: sexes.count(sex) for sex in ("L", "P")})
    assert {f"{village}.csv" for village in counted} | {"SHA256SUMS", "manifest.json"} == set(files), f"{path}: files"
    assert hashlib.sha256(sums).hexdigest() == manifest["seal"], f"{path}: the seal is another"
    told = {village: (of["sha256"], of["voters"], of["figures"]["pemilih"])
            for village, of in manifest["villages"].items() if of["sha256"]}
    assert told == counted, f"{path}: voters of a village, L or P, are not those in its file"
    sexes = {sex: sum(one[2][sex] for one in counted.values()) for sex in ("L", "P")}
    assert sexes == {"L": manifest["L"], "P": manifest["P"]} == manifest["figures"]["pemilih"], f"{path}: L or P"
    assert sum(sexes.values()) == manifest["total"], f"{path}: the total"
    core = {key: value for key, value in manifest.items() if key not in ("proof", "export")}
    text = json.dumps(core, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    proof = hashlib.sha256(text.encode("utf-8")).hexdigest()
    code = "".join(SIGNS[int(proof[:20], 16) >> 5 * place & 31] for place in range(15, -1, -1))
    assert manifest["proof"] == {"sha256": proof, "code": code}, f"{path}: proof or code is another"
    assert last is None or last in (manifest["previous_proof"], manifest["replaces_proof"]), f"{path}: the chain"
    last = proof
    print(manifest["stage"], manifest["period"], "total", manifest["total"], "seal", manifest["seal"], "code", code)
