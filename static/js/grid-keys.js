/* Where one stands in the grid, and what keys, mouse and clipboard do there. It changes cells only through the sheet
   (js/grid.js), which undoes, keeps and saves them. */
(() => {
  "use strict";
  const grid = (window.sidalihGrid = window.sidalihGrid || {});
  const PAGE = 20;

  /* `sheet`: rows in order, change(edits), room(n) for n rows from the first new one on, undo(), redo(), arrive(row),
     leave(row), resolve(row), note(text, tone). Gives {go, row, problem, commit}. */
  grid.keysOf = (sheet, brought, table) => {
    const { columns, words, most, editable } = brought;
    const names = columns.map((column) => column.name);
    const last = columns.length - 1;
    let at = null, anchor = null, marked = [], runFrom = null, letGo = false;
    const index = () => sheet.rows.indexOf(at.row);
    const cellOf = (row, place) => row.boxes[place + 2];

    const editor = editable && grid.editorOf(brought, {
      typing: (place, text) => sheet.typing(at.row, place, text),
      done(text, step) {
        const { row, place } = at;
        if (text === null) sheet.typing(row, place, row.cells[place]);
        else sheet.change([[row, place, text]]);
        if (step) move(step[0], step[1], { run: step[2] });
      },
    });

    /* The rectangle between where one stands and where one began to choose: [top, bottom, left, right]. */
    const area = () => {
      const rows = [index(), sheet.rows.indexOf(anchor.row)], places = [at.place, anchor.place];
      return [Math.min(...rows), Math.max(...rows), Math.min(...places), Math.max(...places)];
    };
    const cellsOfArea = () => {
      const [top, bottom, left, right] = area();
      return sheet.rows.slice(top, bottom + 1).map((row) => row.cells.slice(left, right + 1));
    };
    const mark = () => {
      marked.forEach((cell) => cell.classList.remove("chosen"));
      marked = [];
      if (at.row === anchor.row && at.place === anchor.place) return;
      const [top, bottom, left, right] = area();
      sheet.rows.slice(top, bottom + 1).forEach((row) => {
        for (let place = left; place <= right; place += 1) marked.push(cellOf(row, place));
      });
      marked.forEach((cell) => cell.classList.add("chosen"));
    };

    const go = (row, place, { extend = false, focus = true } = {}) => {
      const left = at;
      if (left) cellOf(left.row, left.place).tabIndex = -1;
      at = { row, place };
      if (!extend || !anchor || !sheet.rows.includes(anchor.row)) anchor = at;
      const cell = cellOf(row, place);
      cell.tabIndex = 0;
      if (focus) {
        cell.focus({ preventScroll: true });
        cell.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
      mark();
      if (left && left.row !== row) {
        left.row.line.classList.remove("here");
        sheet.leave(left.row);
      }
      row.line.classList.add("here");
      if (!left || left.row !== row) sheet.arrive(row);
    };
    /* By rows and columns; `run` remembers where Tab began, and Enter returns to that column. */
    const move = (down, right, { extend = false, run = false } = {}) => {
      if (run && runFrom === null) runFrom = at.place;
      const begun = run === null ? runFrom : null; // Enter
      if (run === null) runFrom = null;
      let row = index() + down, place = (begun ?? at.place) + right;
      if (run && place > last) [row, place] = [row + 1, 0];
      if (run && place < 0) [row, place] = [row - 1, last];
      row = Math.max(0, Math.min(sheet.rows.length - 1, row));
      go(sheet.rows[row], Math.max(0, Math.min(last, place)), { extend });
    };
    const begin = (key) => {
      if (editor) {
        anchor = at;
        mark();
        editor.begin(at.row, at.place, key);
      }
    };
    const clear = () => {
      const [top, bottom, left, right] = area();
      sheet.change(sheet.rows.slice(top, bottom + 1).flatMap((row) => Array.from(
        { length: right - left + 1 }, (_none, offset) => [row, left + offset, ""])));
    };
    const lastFilled = () => {
      let row = sheet.rows.length - 1;
      while (row > 0 && grid.isBlank(sheet.rows[row])) row -= 1;
      return row;
    };

    /* The next row with an E or something unsaved that waits for the person, round to the first; else with a W. */
    const problem = () => {
      if (!at) return;
      const from = index() + 1;
      const rest = sheet.rows.slice(from).concat(sheet.rows.slice(0, from));
      const bad = (letter) => (row) => row.state === "" && row.ordinal !== null
        && (row.problems.some((code) => code[0] === letter) || (letter === "E" && row.conflict));
      const found = rest.find((row) => ["clash", "refused"].includes(row.state) || bad("E")(row)) ?? rest.find(bad("W"));
      if (!found) { sheet.note(words.no_problem, "ok"); return; }
      const cells = found.boxes.slice(2);
      const place = cells.findIndex((cell) => cell.classList.contains("m-e"));
      go(found, Math.max(0, place >= 0 ? place : cells.findIndex((cell) => cell.classList.contains("m-w"))));
    };

    const onKey = (event) => {
      if (!at || !event.target.closest("td") || event.isComposing) return;
      const { key, shiftKey: extend } = event;
      const control = event.ctrlKey || event.metaKey;
      const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-PAGE, 0],
        PageDown: [PAGE, 0] };
      const handled = () => { event.preventDefault(); letGo = false; };
      if (event.altKey) return;
      if (key === "Tab") {
        if (letGo) { letGo = false; return; } // Escape before it: out of the grid
        handled();
        move(0, extend ? -1 : 1, { run: true });
      } else if (key === "Enter" && control) { handled(); sheet.resolve(at.row); } else if (key === "Enter") {
        handled();
        move(extend ? -1 : 1, 0, { run: null });
      } else if (key in steps) {
        handled();
        runFrom = null;
        if (control && key.startsWith("Arrow")) {
          const [down, right] = steps[key];
          const row = down < 0 ? 0 : down > 0 ? lastFilled() : index();
          go(sheet.rows[row], right < 0 ? 0 : right > 0 ? last : at.place, { extend });
        } else move(...steps[key], { extend });
      } else if (key === "Home" || key === "End") {
        handled();
        runFrom = null;
        const row = control ? sheet.rows[key === "Home" ? 0 : lastFilled()] : at.row;
        go(row, key === "Home" ? 0 : last, { extend });
      } else if (key === "F8") { handled(); problem(); } else if (control && key.toLowerCase() === "a") {
        handled();
        go(sheet.rows[0], 0);
        go(sheet.rows[lastFilled()], last, { extend: true });
      } else if (control && key.toLowerCase() === "s") {
        handled();
        sheet.leave(at.row, true);
      } else if (key === "Escape") {
        letGo = true;
        anchor = at;
        mark();
      } else if (!editable) return;
      else if (key === "F2") { handled(); begin(null); } else if (key === "Delete" || key === "Backspace") {
        handled();
        clear();
      } else if (control && key.toLowerCase() === "z" && !extend) { handled(); sheet.undo(); } else if (
        control && (key.toLowerCase() === "y" || (key.toLowerCase() === "z" && extend))) { handled(); sheet.redo(); } else if (
        key.length === 1 && !control) {
        letGo = false;
        if (brought.choices[names[at.place]]) event.preventDefault(); // a list spells for itself
        begin(key);
      }
    };

    /* Where a block goes: down and to the right from the top left of what is chosen; one cell fills all that is. */
    const paste = (text) => {
      const [top, bottom, left, right] = area();
      const block = grid.readBlock(text, names, left);
      if (!block.rows.length) return;
      if (block.rows.length > most) {
        sheet.note(grid.fill(words.too_many, { n: block.rows.length, most }), "bad");
        return;
      }
      const one = block.rows.length === 1 && block.width === 1 && !block.header;
      const lines = one ? Array.from({ length: bottom - top + 1 }, () => Array.from(
        { length: right - left + 1 }, (_none, offset) => [offset, block.rows[0][0][1]])) : block.rows;
      if (!sheet.room(top, lines.length)) { sheet.note(words.not_loaded, "bad"); return; }
      const edits = [];
      let beyond = 0;
      lines.forEach((cells, offset) => cells.forEach(([place, value]) => {
        const target = block.header ? place : left + place;
        if (target <= last) edits.push([sheet.rows[top + offset], target, value]);
        else if (value) beyond = Math.max(beyond, target - last);
      }));
      sheet.change(edits);
      const notes = one ? [] : [grid.fill(block.header ? words.pasted_header : words.pasted, { n: lines.length })];
      if (block.unknown.length) notes.push(grid.fill(words.unknown, { names: block.unknown.slice(0, 8).join(", ") }));
      if (beyond) notes.push(grid.fill(words.too_wide, { n: beyond }));
      const niks = edits.filter(([, place, value]) => names[place] === "NIK" && /^\d{16}$/.test(value.trim()));
      const damaged = niks.length >= 20 && niks.filter(([, , value]) => value.trim().endsWith("0")).length * 2 > niks.length;
      if (damaged) notes.push(words.zeros);
      if (notes.length) sheet.note(notes.join(" "), beyond || damaged || block.unknown.length ? "warn" : "ok");
    };
    const copy = (event) => {
      if (!at || editor?.open) return false;
      event.preventDefault();
      event.clipboardData.setData("text/plain", grid.asText(cellsOfArea()));
      event.clipboardData.setData("text/html", grid.asTable(cellsOfArea()));
      return true;
    };

    const { element } = table;
    element.addEventListener("keydown", onKey);
    element.addEventListener("copy", copy);
    if (editable) {
      element.addEventListener("cut", (event) => { if (copy(event)) clear(); });
      element.addEventListener("paste", (event) => {
        if (!at || editor.open) return;
        event.preventDefault();
        paste(event.clipboardData.getData("text/plain"));
      });
    }

    const placed = (event) => {
      const cell = event.target.closest("td, th"), line = event.target.closest("tr");
      return line?.row ? { row: line.row, place: Math.max(0, cell.cellIndex - 2), state: cell.cellIndex < 2 } : null;
    };
    let tapped = false;
    element.addEventListener("mousedown", (event) => {
      const found = placed(event);
      if (!found || event.button || event.target.matches("input, select, option")) return;
      event.preventDefault();
      editor?.commit?.(null);
      runFrom = null;
      tapped = at?.row === found.row && at.place === found.place;
      go(found.row, found.place, { extend: event.shiftKey });
      if (found.state) sheet.resolve(found.row);
    });
    element.addEventListener("mouseover", (event) => {
      const found = event.buttons === 1 && at && !editor?.open && placed(event);
      if (found && sheet.rows.includes(anchor.row)) go(found.row, found.place, { extend: true });
    });
    element.addEventListener("dblclick", (event) => {
      if (placed(event) && !event.target.matches("input, select")) begin(null);
    });
    element.addEventListener("click", (event) => { // a second tap on a touch screen, where there is no F2
      if (event.pointerType === "touch" && tapped && !editor?.open) begin(null);
    });
    element.addEventListener("focusout", (event) => {
      if (element.contains(event.relatedTarget)) return;
      setTimeout(() => { if (at && !element.contains(document.activeElement)) sheet.leave(at.row); });
    });

    return {
      go, problem,
      get row() { return at?.row ?? null; },
      get place() { return at?.place ?? 0; },
      get open() { return Boolean(editor?.open); },
      commit() { editor?.commit?.(null); },
      /* A row is gone from the sheet: stand elsewhere. */
      forget(row) {
        if (at?.row === row) at = anchor = null;
      },
    };
  };
})();
