/* The editor of one cell: a field, with the regency's places to choose from where it is one, or a list of the codes.
   It opens with what was typed (which replaces), or with what stands there (F2), and hands back text and a direction. */
(() => {
  "use strict";
  const grid = (window.sidalihGrid = window.sidalihGrid || {});
  const { made } = grid;
  const DIGITS = ["DPID", "NKK", "NIK", "RT", "RW", "TPS"];
  const FORGETS = 900; // ms between two keys that spell one code

  /* `typing(place, text)` hears every key, `done(text, step)` the end: null for nothing changed, step [down, right, run]. */
  grid.editorOf = ({ columns, choices, places, longest }, { typing, done }) => {
    const options = made("datalist");
    options.id = "kisi-tempat";
    document.body.append(options);
    let field = null, cell = null, place = 0, before = "", quick = false;

    const same = (a, b) => a.trim().toLowerCase() === b.trim().toLowerCase();
    const offered = (row, name) => {
      if (name === "KECAMATAN") return places.map(([district]) => district);
      if (name !== "DESA") return [];
      const district = row.cells[columns.findIndex((column) => column.name === "KECAMATAN")];
      const within = places.filter(([name_]) => same(name_, district));
      return (within.length ? within : places).flatMap(([, villages]) => villages);
    };
    const listOf = (name, text) => {
      const select = made("select");
      const known = [["", ""], ...choices[name]];
      const value = known.find(([code]) => code === text.trim().toUpperCase())?.[0];
      if (value === undefined) known.push([text, ""]); // what is no code stays to be seen
      known.forEach(([code, word]) => {
        const option = made("option", "", word ? `${code} · ${word}` : code || "–");
        option.value = code;
        select.append(option);
      });
      select.value = value ?? text;
      return select;
    };

    const close = (text, step) => {
      if (!field) return;
      const [gone, home] = [field, cell];
      field = cell = null;
      home.classList.remove("typing");
      if (step) home.focus({ preventScroll: true }); // the field must not take the focus out of the grid with it
      gone.remove();
      home.textContent = before;
      done(text, step);
    };
    const commit = (step) => { if (field) close(field.value === before ? null : field.value, step); };

    /* A code by its first letters: 1, then 0, is 10. */
    let spelt = "", speltAt = 0;
    const spell = (key) => {
      spelt = (Date.now() - speltAt < FORGETS ? spelt : "") + key.toUpperCase();
      speltAt = Date.now();
      const codes = [...field.options].map((option) => option.value);
      const found = codes.find((code) => code && code.toUpperCase().startsWith(spelt))
        ?? codes.find((code) => code && code.toUpperCase().startsWith(spelt = key.toUpperCase()));
      if (found !== undefined) field.value = found;
      typing(place, field.value);
    };

    const onKey = (event) => {
      event.stopPropagation();
      const steps = { Enter: [event.shiftKey ? -1 : 1, 0, null], Tab: [0, event.shiftKey ? -1 : 1, true] };
      const isList = field.tagName === "SELECT";
      if (quick) Object.assign(steps, { ArrowLeft: [0, -1], ArrowRight: [0, 1] });
      if (quick && !isList && !field.list) Object.assign(steps, { ArrowUp: [-1, 0], ArrowDown: [1, 0] });
      if (event.isComposing) return;
      if (event.key === "Escape") {
        event.preventDefault();
        close(null, [0, 0]);
      } else if (event.key in steps && !event.ctrlKey && !event.altKey) {
        event.preventDefault();
        commit(steps[event.key]);
      } else if (isList && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        spell(event.key);
      } else if (isList && event.key === "Delete") {
        event.preventDefault();
        field.value = "";
      } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        commit([0, 0]);
      }
    };

    return {
      get open() { return Boolean(field); },
      commit,
      /* Open in a row's cell; `key` is the letter that began it, or null to go on with what stands there. */
      begin(row, at, key) {
        const { name, label } = columns[at];
        [cell, place, before, quick] = [row.boxes[at + 2], at, row.cells[at], key !== null];
        if (choices[name]) field = listOf(name, before);
        else {
          field = made("input");
          field.maxLength = longest;
          field.value = key === null ? before : "";
          if (DIGITS.includes(name)) field.inputMode = "numeric";
          options.replaceChildren(...offered(row, name).map((text) => { const one = made("option"); one.value = text; return one; }));
          if (options.childElementCount) field.setAttribute("list", options.id);
        }
        field.setAttribute("aria-label", label);
        field.autocomplete = "off";
        field.spellcheck = false;
        cell.classList.add("typing");
        cell.replaceChildren(field);
        field.addEventListener("keydown", onKey);
        field.addEventListener("input", () => typing(place, field.value));
        field.addEventListener("blur", () => commit(null));
        field.focus({ preventScroll: true });
        if (key === null && field.tagName === "INPUT") field.setSelectionRange(before.length, before.length);
        if (key !== null && field.tagName === "SELECT") spell(key);
      },
    };
  };
})();
