/* The grid of a KTP-el report: a block pasted from Excel fills it, sums are alive, Enter and the arrows walk. Without
   JavaScript the same form is typed with Tab and counted by the server. Nothing typed is changed unasked. */
(() => {
  "use strict";
  const table = document.querySelector("[data-grid]");
  if (!table) return;
  const form = table.closest("form");
  const columns = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.column);
  const figures = columns.filter(Boolean);
  const rows = [...table.querySelectorAll("tr[data-row]")];
  const totals = table.tFoot.rows[1];
  const inputs = (row) => [...row.querySelectorAll("td > input")];
  const lines = [...rows, totals];

  const clean = (text) => text.replace(/[\u00A0\u2007\u202F]/g, " ").trim();
  const whole = (text) => (/^[-\u2212]?\d+$/.test(text) ? Number(text.replace("\u2212", "-")) : null);
  const separated = (text) => /^-?\d{1,3}([., ']\d{3})+$/.test(text);
  const written = (number) => (number < 0 ? "\u2212" : "") + String(Math.abs(number)).replace(/\B(?=(\d{3})+$)/g, ".");
  const share = (part, all) => (all ? `${((part * 100) / all).toFixed(1).replace(".", ",")}%` : "");
  const valueAt = (row, column) => whole(clean(row.cells[columns.indexOf(column)].querySelector("input").value));

  /* Sums, coverage, and what does not look like a number; the server has the last word on all of it. */
  const tell = (output, part, all) => {
    output.textContent = part === null || all === null ? "" : share(part, all);
    output.classList.toggle("over", part !== null && all !== null && part > all);
  };
  const count = () => {
    const sums = {}, both = { recorded: null, obliged: null }; // of the districts where both are good
    let odd = 0;
    rows.forEach((row) => {
      inputs(row).slice(0, -1).forEach((input, index) => {
        const text = clean(input.value);
        const number = whole(text);
        input.classList.toggle("looks-bad", text !== "" && number === null);
        if (separated(text)) odd += 1;
        if (number !== null) sums[columns[index + 1]] = (sums[columns[index + 1]] ?? 0) + number;
      });
      const recorded = valueAt(row, "recorded"), obliged = valueAt(row, "obliged");
      tell(row.querySelector("[data-coverage]"), recorded, obliged);
      if (recorded !== null && obliged !== null) {
        both.recorded += recorded;
        both.obliged += obliged;
      }
    });
    table.querySelectorAll("[data-sum]").forEach((output) => {
      const sum = sums[output.dataset.sum];
      output.textContent = sum === undefined ? "\u2013" : written(sum);
    });
    tell(table.tFoot.querySelector("[data-coverage]"), both.recorded, both.obliged);
    inputs(totals).forEach((input, index) => {
      const said = whole(clean(input.value));
      const sum = sums[columns[index + 1]];
      const unlike = said !== null && sum !== undefined && said !== sum;
      if (separated(clean(input.value))) odd += 1;
      input.classList.toggle("looks-bad", clean(input.value) !== "" && said === null);
      input.parentElement.classList.toggle("unlike", unlike);
      input.parentElement.dataset.unlike = unlike ? `${said > sum ? "+" : ""}${written(said - sum)}` : "";
    });
    const button = form.querySelector("[data-unseparate]");
    button.hidden = odd === 0;
    button.querySelector("span").textContent = `(${odd})`;
  };

  /* A pasted block (js/ektp-paste.js says what it is) fills the grid; empty cells of it empty the grid's. */
  const shape = {
    names: Object.fromEntries(rows.map((row) => [row.dataset.row, row.dataset.name])),
    patterns: JSON.parse(table.dataset.headings).map(([column, pattern]) => [column, new RegExp(pattern)]),
    figures,
  };
  const said = form.querySelector("[data-pasted]");
  const tellPasted = (block, lost) => {
    const words = [];
    if (block.refused) words.push(table.dataset[block.refused]);
    if (block.named) words.push(table.dataset.byName.replace("{n}", block.rows.length));
    if (block.unknown.length) words.push(table.dataset.unknown.replace("{names}", block.unknown.join(", ")));
    if (block.doubled.length) words.push(table.dataset.doubled.replace("{names}", block.doubled.join(", ")));
    if (lost) words.push(table.dataset.lost.replace("{n}", lost));
    said.textContent = words.join(" ");
    said.hidden = words.length === 0;
    said.classList.toggle("error", block.refused !== "" || block.unknown.length + block.doubled.length + lost > 0);
  };
  const paste = (input, text) => {
    const block = window.readEktpBlock(text, shape);
    if (!block) return false;
    const top = lines.indexOf(input.closest("tr"));
    const left = inputs(lines[top]).indexOf(input);
    let lost = 0; // cells with something in them for which the grid has no place
    block.rows.forEach(({ place, cells }, down) => {
      const row = place === null ? lines[top + down] : lines.find((one) => (one.dataset.row ?? "jumlah") === place);
      const fields = row ? inputs(row) : [];
      cells.forEach(([column, value]) => {
        const field = typeof column === "number" ? fields[left + column]
          : fields[column === "remark" ? figures.length : figures.indexOf(column)];
        if (field) field.value = value;
        else if (value) lost += 1;
      });
    });
    tellPasted(block, lost);
    return true;
  };

  const walk = (input, by) => {
    const at = lines.indexOf(input.closest("tr"));
    const next = lines[at + by] && inputs(lines[at + by])[inputs(lines[at]).indexOf(input)];
    if (next) { next.focus(); next.select(); }
  };

  table.addEventListener("paste", (event) => {
    const input = event.target.closest("td > input");
    if (!input || !event.clipboardData) return;
    if (paste(input, event.clipboardData.getData("text/plain"))) {
      event.preventDefault();
      form.dataset.dirty = "1";
      count();
    }
  });
  table.addEventListener("keydown", (event) => {
    const input = event.target.closest("td > input");
    if (!input || event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) { event.preventDefault(); walk(input, by); }
  });
  table.addEventListener("focusin", (event) => event.target.closest("td > input")?.select());
  table.addEventListener("input", count);
  form.addEventListener("input", () => { form.dataset.dirty = "1"; });
  form.addEventListener("submit", () => { delete form.dataset.dirty; });
  window.addEventListener("beforeunload", (event) => { if (form.dataset.dirty) event.preventDefault(); });

  form.addEventListener("click", (event) => {
    const use = event.target.closest("[data-use]");
    if (use) {
      const input = form.elements[use.dataset.use];
      input.value = use.dataset.value;
      input.focus();
      if (use.dataset.unsay) { // the date is the file's now: the note need not tell of another
        form.elements.note.value = form.elements.note.value.replace(use.dataset.unsay, "").trim();
        use.closest(".note").remove();
      } else use.closest("p").remove();
      form.dataset.dirty = "1";
      count();
    }
    if (event.target.closest("[data-unseparate]")) {
      lines.flatMap((row) => inputs(row)).forEach((input) => {
        if (separated(clean(input.value))) input.value = clean(input.value).replace(/[., ']/g, "");
      });
      form.dataset.dirty = "1";
      count();
    }
  });
  /* A link to a bad cell leads into it. */
  form.querySelectorAll(".jumps a").forEach((link) => link.addEventListener("click", (event) => {
    const input = document.querySelector(link.hash);
    if (input) { event.preventDefault(); input.focus(); input.scrollIntoView({ block: "center" }); }
  }));
  count();
})();
