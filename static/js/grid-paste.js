/* A block copied from Excel as rows of cells, and a selection as Excel takes it back. It only reads and writes text; the
   grid puts the values into its cells (js/grid-keys.js). */
(() => {
  "use strict";
  const grid = (window.sidalihGrid = window.sidalihGrid || {});
  const LAST_HEADER_ROW = 10; // as in a workbook: a header stands below titles, and holds at least ten of the names
  const ENOUGH_NAMES = 10;

  /* Rows of cells. Excel puts a cell with a line break or a quote between quotes, and doubles the quotes in it; a cell
     that merely begins with a quote is taken as it stands. No cell of Excel holds a tab. */
  const cellsOf = (text) => {
    const block = [[]];
    const plain = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    for (const [, quoted, bare, end] of plain.matchAll(/(?:"((?:[^"\t]|"")*)"|([^\t\n]*))(\t|\n|$)/g)) {
      const cell = quoted === undefined ? bare : quoted.replace(/""/g, '"');
      block.at(-1).push(cell.replace(/\s*\n\s*/g, " ").replace(/^'(?=[=+@])/, ""));
      if (end === "\n") block.push([]);
      if (!end) break;
    }
    return block;
  };
  const nameOf = (cell) => cell.replace(/[\s\u00A0\u200B-\u200F\uFEFF]+/g, "").toUpperCase();

  /* {index of a cell: column's place} of a row of headings, or null. Of a few columns only, all must be names; of one,
     it must be the column's that is pasted into: "RT" is also what people write as the source of a row. */
  const headerOf = (cells, names, start) => {
    const header = {};
    cells.forEach((cell, index) => {
      const place = names.indexOf(nameOf(cell));
      if (place >= 0 && !Object.values(header).includes(place)) header[index] = place;
    });
    const places = Object.values(header);
    const filled = cells.filter((cell) => cell.trim()).length;
    const whole = places.length === filled && (filled > 1 || places[0] === start);
    return places.length >= ENOUGH_NAMES || (filled && whole) ? header : null;
  };

  /* {rows: [[[place or offset, text], ...]], header, unknown, width}: with `header` the first of each pair is the
     column's place, else it counts from `start`, the column pasted into. `unknown` are headings of no column of ours. */
  grid.readBlock = (text, names, start) => {
    const block = cellsOf(text);
    const at = block.slice(0, LAST_HEADER_ROW).findIndex((cells, index) => {
      const header = headerOf(cells, names, start);
      return header && (index === 0 || Object.keys(header).length >= ENOUGH_NAMES);
    });
    const header = at < 0 ? null : headerOf(block[at], names, start);
    const unknown = header ? block[at].filter((cell, index) => cell.trim() && !(index in header)) : [];
    const taken = header ? Object.entries(header).map(([index, place]) => [Number(index), place]) : null;
    const rows = block.slice(at + 1).map((cells) => (taken
      ? taken.map(([index, place]) => [place, cells[index] ?? ""])
      : cells.map((cell, index) => [index, cell])));
    return { rows, header: Boolean(header), unknown, width: Math.max(0, ...rows.map((cells) => cells.length)) };
  };

  /* Text that Excel would take for a formula gets its mark of plain text; quotes and line breaks as Excel writes them. */
  const written = (text) => {
    const plain = text.replace(/^[=+@]/, "'$&");
    return /["\n\t]/.test(plain) ? `"${plain.replace(/"/g, '""')}"` : plain;
  };
  grid.asText = (rows) => rows.map((cells) => cells.map(written).join("\t")).join("\r\n");

  /* The same as a table whose cells are text: so Excel keeps all sixteen digits of a NIK. */
  grid.asTable = (rows) => {
    const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
    const cell = (text) => `<td style="mso-number-format:'\\@'">${escaped(text)}</td>`;
    return `<table>${rows.map((cells) => `<tr>${cells.map(cell).join("")}</tr>`).join("")}</table>`;
  };
})();
