/* The grid of a KTP-el report: a block pasted from Excel fills it, sums are alive, Enter and the arrows walk. Without
   JavaScript the same form is typed with Tab and counted by the server. Nothing typed is changed unasked. */
(() => {
  "use strict";
  const table = document.querySelector("[data-grid]");
  if (!table) return;
  const form = table.closest("form");
  const columns = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.column);
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
    const sums = {};
    let odd = 0;
    rows.forEach((row) => {
      inputs(row).slice(0, -1).forEach((input, index) => {
        const text = clean(input.value);
        const number = whole(text);
        input.classList.toggle("looks-bad", text !== "" && number === null);
        if (separated(text)) odd += 1;
        if (number !== null) sums[columns[index + 1]] = (sums[columns[index + 1]] ?? 0) + number;
      });
      tell(row.querySelector("[data-coverage]"), valueAt(row, "recorded"), valueAt(row, "obliged"));
    });
    table.querySelectorAll("[data-sum]").forEach((output) => {
      const sum = sums[output.dataset.sum];
      output.textContent = sum === undefined ? "\u2013" : written(sum);
    });
    tell(table.tFoot.querySelector("[data-coverage]"), sums.recorded ?? null, sums.obliged ?? null);
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

  /* A pasted block goes to the right and down from the cell it was pasted into; empty cells of it empty the grid's. */
  const paste = (input, text) => {
    const block = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
    if (block.length === 1 && block[0].length === 1) return false;
    const top = lines.indexOf(input.closest("tr"));
    const left = inputs(lines[top]).indexOf(input);
    block.forEach((cells, down) => {
      const fields = lines[top + down] ? inputs(lines[top + down]) : [];
      cells.forEach((cell, right) => { if (fields[left + right]) fields[left + right].value = clean(cell); });
    });
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
      use.closest("p").remove();
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
