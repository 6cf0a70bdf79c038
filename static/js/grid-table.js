/* The grid's table: its head, its rows, what stands in their cells and what their state is. It draws only what has
   changed: a key typed never touches more than its own cell. */
(() => {
  "use strict";
  const grid = (window.sidalihGrid = window.sidalihGrid || {});
  const made = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  grid.made = made;
  grid.fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const kebab = (name) => name.replace(/[^A-Z]/g, "").toLowerCase();

  /* The table for the columns that were brought; rows are added and drawn through it. */
  grid.tableOf = (brought) => {
    const { columns, words, codes, seats } = brought;
    const table = made("table", "kisi");
    table.setAttribute("role", "grid");
    table.setAttribute("aria-readonly", String(!brought.editable));
    const group = made("colgroup");
    const head = made("tr");
    [["no", words.number], ["st", words.state], ...columns.map(({ name }) => [kebab(name), name])].forEach(
      ([kind, name], index) => {
        group.append(made("col", `k-${kind}`));
        const cell = made("th", index < 2 ? `k-${kind}` : "", name);
        cell.scope = "col";
        if (index > 1) cell.title = columns[index - 2].label;
        head.append(cell);
      });
    const thead = made("thead");
    thead.append(head);
    const stored = made("tbody"), fresh = made("tbody", "new");
    table.append(group, thead, stored, fresh);

    const levelOf = (code) => code[0].toLowerCase();
    /* {column's place: e or w} of a row's problems; an E overrules. */
    const marksOf = (row) => {
      const marks = {};
      row.problems.filter((code) => code[0] !== "I").forEach((code) => (seats[code] ?? []).forEach((place) => {
        if (marks[place] !== "e") marks[place] = levelOf(code);
      }));
      return marks;
    };
    const stateOf = (row) => {
      if (row.state === "sending") return ["busy", words.saving];
      if (row.state === "clash") return ["bad", words.clash];
      if (row.state === "refused") return ["bad", words.refused];
      if (row.state) return ["wait", words.unsaved];
      if (row.ordinal === null) return ["", ""];
      const errors = row.problems.filter((code) => code[0] === "E");
      const warnings = row.problems.filter((code) => code[0] === "W");
      const many = errors.length + (row.conflict ? 1 : 0);
      if (many) return ["bad", grid.fill(words.problems, { n: many }), errors];
      if (warnings.length) return ["warn", grid.fill(words.warnings, { n: warnings.length }), warnings];
      return ["ok", words.saved];
    };
    /* An empty line, to be copied. */
    const blank = made("tr");
    blank.append(made("td", "k-no"), made("td", "k-st"), ...columns.map(() => {
      const cell = made("td");
      cell.setAttribute("role", "gridcell");
      cell.tabIndex = -1;
      return cell;
    }));
    const SIGNS = { bad: "✕", warn: "!", ok: "✓", wait: "●", busy: "…" };

    return {
      element: table, stored, fresh,
      /* The elements of a row, made once. */
      add(row, body) {
        row.line = blank.cloneNode(true);
        row.line.row = row;
        row.boxes = [...row.line.children];
        row.drawn = ""; // which marks its cells bear
        if (row.ordinal !== null || !grid.isBlank(row)) this.draw(row);
        body.append(row.line);
      },
      /* One cell's text, unless its editor is open. */
      drawCell(row, place) {
        const cell = row.boxes[place + 2];
        if (!cell.classList.contains("typing")) cell.textContent = row.cells[place];
      },
      /* A row's number, state and marks. */
      drawState(row) {
        const [tone, text, found = []] = stateOf(row);
        const [number, state] = row.boxes;
        number.textContent = row.number ?? "";
        number.setAttribute("role", row.number === null ? "gridcell" : "rowheader");
        number.title = row.sheet;
        state.className = `k-st ${tone}`;
        state.replaceChildren(...(text ? [made("i", "", SIGNS[tone]), " ", text] : []));
        if (found.length) state.append(" ", made("code", "", found.slice(0, 3).join(" ") + (found.length > 3 ? " …" : "")));
        const marks = row.state ? {} : marksOf(row);
        const kinds = row.cells.map((text, place) => (row.state ? (text !== row.base[place] ? "d" : "-") : marks[place] ?? "-"));
        const drawn = kinds.join("");
        if (drawn === row.drawn) return;
        kinds.forEach((kind, place) => {
          if (kind === (row.drawn[place] ?? "-")) return;
          const { classList } = row.boxes[place + 2];
          classList.toggle("m-e", kind === "e");
          classList.toggle("m-w", kind === "w");
          classList.toggle("edited", kind === "d");
        });
        row.drawn = drawn;
      },
      draw(row) {
        row.cells.forEach((_text, place) => this.drawCell(row, place));
        this.drawState(row);
      },
      remove(row) {
        row.line.remove();
      },
      /* What is wrong with a row, in sentences: [{tone, code, title, help}]. */
      troubles(row) {
        const list = row.why ? [{ tone: "bad", code: "", title: row.why, help: "" }] : [];
        if (row.state) return list;
        if (row.conflict) list.push({ tone: "bad", code: "", title: words.changed_elsewhere, help: "" });
        return list.concat(row.problems.map((code) => ({
          tone: { E: "bad", W: "warn", I: "info" }[code[0]], code, title: codes[code]?.title ?? code,
          help: `${codes[code]?.meaning ?? ""} ${row.said[code] ?? codes[code]?.help ?? ""}`,
        })));
      },
    };
  };
})();
