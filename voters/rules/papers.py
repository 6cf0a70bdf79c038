"""What ties a paper to the database: the canonical bytes of a manifest, its SHA-256, and the code people type.

docs/seal.md specifies the same in words, so that a stranger can do it without this file.
"""

import hashlib
import json

# Crockford's base 32: no I, L, O, U, so that a code read from a paper has one reading.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16    # 80 bits of the proof
GROUP = 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})


def canonical(manifest):
    """The bytes of a manifest that are hashed: UTF-8 JSON, keys sorted, no blanks, no escapes but those JSON needs."""
    return json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def proof_of(manifest):
    """The SHA-256 of a manifest's canonical bytes, in lower-case hexadecimal."""
    return hashlib.sha256(canonical(manifest)).hexdigest()


def code_of(proof):
    """The 16 signs printed on paper: the first 80 bits of a proof in base 32."""
    number = int(proof[:CODE_LENGTH * 5 // 4], 16)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


def spelled(code):
    """A code as people read it aloud: ABCD-EFGH-JKMN-PQRS."""
    return "-".join(code[start:start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text):
    """What somebody typed as the code it must mean: blanks and hyphens dropped, O as 0, I and L as 1.

    A whole seal (64 hexadecimal digits) is given back in lower case. "" for anything that can be neither.
    """
    plain = "".join(text.split()).replace("-", "")
    if len(plain) == 64 and all(sign in "0123456789abcdef" for sign in plain.lower()):
        return plain.lower()
    plain = plain.upper().translate(_READ_AS)
    return plain if len(plain) == CODE_LENGTH and set(plain) <= set(ALPHABET) else ""
