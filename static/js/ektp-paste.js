/* A block pasted from Excel into the grid of a KTP-el report: what its rows and columns are. Rows that name districts
   go to those districts, columns under known headings to those columns; a block of bare figures goes to the right and
   down from the cell it was pasted into. What could be read in two ways is refused, as in a file (intake/form.py).
   It only reads; js/ektp.js puts the values into the grid. */
(() => {
  "use strict";
  const clean = (text) => text.replace(/[\s\u00A0\u2007\u202F\u3000]+/g, " ").trim();
  const key = (text) => clean(text).replace(/^(kecamatan|kec)\b[. ]*/i, "").replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
  const isTotals = (text) => /^(grand )?(jumlah|total)\b/i.test(clean(text));
  const isWorkedOut = (text) => /^(%|persen|prosen|selisih|penjumlahan|rata-rata)/i.test(clean(text));
  const hasLetters = (text) => /\p{L}{2}/u.test(text) && !/^[<>≤≥±~≈]/.test(clean(text));
  const MOST_LABELS = 3; // a running number, a code, a name
  const isPartOfHeading = (text) => /\b(SUDAH|SDH|BELUM|BLM|REKAM|PEREKAMAN|CETAK|PENCETAKAN)\b/i.test(text);

  /* Rows of cells; Excel puts a cell with a line break (a heading, mostly) between quotes. */
  const cellsOf = (text) => {
    const block = [[]];
    const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (const [, quoted, bare, end] of plain.matchAll(/(?:"((?:[^"]|"")*)"|([^\t\n]*))(\t|\n|$)/g)) {
      block.at(-1).push(clean(quoted === undefined ? bare : quoted.replace(/""/g, '"')));
      if (end === "\n") block.push([]);
      if (!end) return block;
    }
    return block;
  };

  /* The column that a heading means: "" is passed over, undefined is none of ours. */
  const columnOf = (heading, patterns) => {
    const words = heading.toUpperCase().replace(/[^A-Z0-9%]+/g, " ").trim();
    const found = patterns.find(([, pattern]) => pattern.test(words));
    return found && found[0];
  };

  /* {index of a cell: column} of a row of headings, or null: two of our columns of figures, and no figure in it. */
  const headerOf = (cells, patterns, figures) => {
    if (cells.some((cell) => /^[-\d., ]+$/.test(cell) && cell)) return null;
    const header = {};
    cells.forEach((cell, index) => {
      const column = cell && columnOf(cell, patterns);
      if (column && !Object.values(header).includes(column)) header[index] = column;
    });
    return Object.values(header).filter((column) => figures.includes(column)).length > 1 ? header : null;
  };

  /* Whether two headings mean the same figure: men and women apart, say. */
  const isDoubled = (cells, patterns, figures) => {
    const found = cells.map((cell) => cell && columnOf(cell, patterns)).filter((column) => figures.includes(column));
    return new Set(found).size < found.length;
  };

  /* Whether the row beneath the headings says more about them: SUDAH | BELUM under a merged heading. */
  const goesOn = (cells, header) => cells.some(isPartOfHeading) && !cells.some((cell) => /^-?\d/.test(cell))
    && !Object.entries(header).some(([index, column]) => ["code", "name"].includes(column) && cells[index]);

  /* Text and the shape of the grid to {rows: [{place, cells: [[column or offset, value]]}], unknown, doubled, refused}.
     `place` is a district's code, "jumlah", or null for "the next row down"; offsets count from the cell pasted into.
     `unknown` and `doubled` are names of rows left out, `refused` says why nothing is taken ("" where it is).
     grid: {names: {code: name}, patterns: [[column, RegExp]], figures: [column]}. Null for a single value. */
  window.readEktpBlock = (text, grid) => {
    let block = cellsOf(text);
    if (block.length === 1 && block[0].length === 1) return null;
    const refused = (why) => ({ rows: [], unknown: [], doubled: [], refused: why, named: false });
    const at = block.findIndex((cells) => headerOf(cells, grid.patterns, grid.figures));
    const header = at < 0 ? null : headerOf(block[at], grid.patterns, grid.figures);
    if (header) {
      if (isDoubled(block[at], grid.patterns, grid.figures)) return refused("doubleColumn");
      block = block.slice(at + 1);
      if (block.length && goesOn(block[0], header)) return refused("twoHeaders");
    }

    const byKey = {};
    Object.entries(grid.names).forEach(([code, name]) => { byKey[key(name)] = code; byKey[code] = code; });
    const district = (cell) => byKey[key(cell)];
    const labels = [...Array(MOST_LABELS).keys()].filter((index) => {
      const filled = block.filter((cells) => cells[index]);
      return filled.some((cells) => district(cells[index]))
        && filled.filter((cells) => hasLetters(cells[index]) || district(cells[index])).length * 2 > filled.length;
    });
    const first = labels.length ? Math.max(...labels) + 1 : 0;
    if (!labels.length && block.filter((cells) => hasLetters(cells[0])).length * 2 > block.length) {
      return refused("noPlace");
    }
    const rows = [], unknown = [], doubled = [];
    block.forEach((cells) => {
      const words = cells.slice(0, Math.max(first, 1)).filter(hasLetters);
      const values = header
        ? Object.entries(header).filter(([, column]) => column !== "code" && column !== "name")
          .map(([index, column]) => [column, cells[index] ?? ""])
        : cells.slice(first).map((value, index) => [index, value]);
      if (!labels.length) { rows.push({ place: null, cells: values }); return; }
      if (words.some(isWorkedOut) || !values.some(([, value]) => value)) return;
      const place = labels.map((index) => cells[index] && district(cells[index])).find(Boolean)
        || (words.some(isTotals) ? "jumlah" : null);
      if (rows.some((row) => row.place === place && place)) doubled.push(words[0]?.slice(0, 40) || grid.names[place]);
      else if (place) rows.push({ place, cells: values });
      else if (words.length) unknown.push(words[0].slice(0, 40));
    });
    return { rows, unknown, doubled, refused: "", named: labels.length > 0 };
  };
})();
