/* The rows of the grid as the page knows them, and what of them waits in this tab until the server has it.
   A row: key, ordinal and version (null while it is new), number, cells (as typed), base (as the server has them),
   problems, said, state: "" (as stored), dirty (being typed), ready (to be sent), sending, refused, clash. */
(() => {
  "use strict";
  const grid = (window.sidalihGrid = window.sidalihGrid || {});

  grid.newKey = () => {
    if (window.crypto.randomUUID) return window.crypto.randomUUID(); // not over plain HTTP
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    return [...bytes].map((byte, index) => ([4, 6, 8, 10].includes(index) ? "-" : "") + byte.toString(16).padStart(2, "0"))
      .join("");
  };

  /* A row from what the server told of it, or an empty one; `seq` is the order in which the page came to have them. */
  let seq = 0;
  grid.rowFrom = (told, width) => ({
    key: told?.key ?? grid.newKey(), ordinal: told?.ordinal ?? null, version: told?.version ?? null,
    number: told?.number ?? null, sheet: told?.sheet ?? "", cells: told ? [...told.cells] : Array(width).fill(""),
    base: told ? [...told.cells] : Array(width).fill(""), problems: told?.problems ?? [], said: told?.said ?? {},
    seq: seq++, conflict: Boolean(told?.conflict), state: "", why: "", theirs: null, sent: null,
  });
  grid.isBlank = (row) => row.cells.every((cell) => !cell.trim());
  grid.isChanged = (row) => row.cells.some((cell, index) => cell !== row.base[index]);
  grid.isUnsaved = (row) => row.state !== "";

  /* What waits: one entry of sessionStorage per row, under the person and the batch; it ends with the tab, and
     js/app.js empties it when the person leaves. Entries of anybody else are nobody's to see. */
  grid.storeOf = (person, batch, onFull) => {
    const storage = window.sessionStorage;
    const mine = `kisi:${person}:`;
    const prefix = `${mine}${batch}:`;
    const keys = (start) => Object.keys(storage).filter((key) => key.startsWith(start));
    keys("kisi:").filter((key) => !key.startsWith(mine)).forEach((key) => storage.removeItem(key));
    const nameOf = (row) => prefix + (row.ordinal === null ? row.key : `o${row.ordinal}`);
    return {
      /* `typing` is what stands in the open editor: [column, text]. */
      keep(row, typing) {
        const cells = [...row.cells];
        if (typing) cells[typing[0]] = typing[1];
        const { key, ordinal, version, number, base, seq: at } = row;
        try {
          if (cells.every((cell, index) => cell === base[index])) storage.removeItem(nameOf(row));
          else storage.setItem(nameOf(row), JSON.stringify({ key, ordinal, version, number, base, cells, at }));
        } catch {
          onFull();
        }
      },
      drop(row) {
        storage.removeItem(nameOf(row));
        storage.removeItem(prefix + row.key);
      },
      waiting() {
        return keys(prefix).flatMap((key) => {
          try {
            return [JSON.parse(storage.getItem(key))];
          } catch {
            return [];
          }
        }).sort((a, b) => a.at - b.at);
      },
    };
  };
})();
