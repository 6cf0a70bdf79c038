/* Two people on one row: what each typed stands side by side, cell by cell, and the person chooses. */
(() => {
  "use strict";
  const grid = (window.sidalihGrid = window.sidalihGrid || {});
  const { made, fill } = grid;

  /* Ask about a row that holds `theirs` ({cells, who}); `chosen(cells)` gets the cells that shall stand. A cell that
     only one of the two has changed is proposed as that one has it; where both have, somebody must decide. */
  grid.askWhose = (row, { columns, words }, chosen) => {
    const places = columns.map((_column, place) => place).filter((place) => row.cells[place] !== row.theirs.cells[place]);
    const dialog = made("dialog", "kisi-clash");
    const title = made("h2", "", fill(words.row, { row: row.number ?? "–" }) + " · " + words.clash);
    title.id = "kisi-bentrok";
    dialog.setAttribute("aria-labelledby", title.id);
    const form = made("form");
    form.method = "dialog";
    const who = row.theirs.who || words.somebody;
    form.append(title, made("p", "", fill(words.their_row, { who, row: row.number ?? "–" })));

    const table = made("table");
    const head = made("tr");
    [words.column, words.mine, words.theirs].forEach((word) => {
      const cell = made("th", "", word);
      cell.scope = "col";
      head.append(cell);
    });
    const thead = made("thead");
    thead.append(head);
    const body = made("tbody");
    places.forEach((place) => {
      const line = made("tr");
      const name = made("th", "", columns[place].label);
      name.scope = "row";
      line.append(name);
      const mineChanged = row.cells[place] !== row.base[place];
      const theirsChanged = row.theirs.cells[place] !== row.base[place];
      [["mine", row.cells[place]], ["theirs", row.theirs.cells[place]]].forEach(([side, text]) => {
        const cell = made("td");
        const label = made("label", "tick");
        const radio = made("input");
        Object.assign(radio, { type: "radio", name: `sel-${place}`, value: side, required: true });
        radio.checked = mineChanged !== theirsChanged && (side === "mine") === mineChanged;
        radio.setAttribute("aria-label", `${columns[place].label}: ${words[side]}`);
        label.append(radio, made("span", text ? "" : "dim", text || words.empty));
        cell.append(label);
        line.append(cell);
      });
      body.append(line);
    });
    table.append(thead, body);
    const holder = made("div", "scroll");
    holder.append(table);
    form.append(holder);

    const button = (word, primary, act) => {
      const one = made("button", `btn${primary ? " primary" : ""}`, word);
      one.type = primary ? "submit" : "button";
      if (act) one.addEventListener("click", act);
      return one;
    };
    const all = (side) => form.querySelectorAll(`input[value="${side}"]`).forEach((radio) => { radio.checked = true; });
    const foot = made("div", "actions");
    foot.append(button(words.all_mine, false, () => all("mine")), button(words.all_theirs, false, () => all("theirs")),
      button(words.cancel, false, () => dialog.close()), button(words.take, true));
    form.append(foot);
    form.addEventListener("submit", () => {
      const cells = row.cells.map((text, place) => {
        const side = form.elements[`sel-${place}`]?.value ?? "mine";
        return side === "theirs" ? row.theirs.cells[place] : text;
      });
      chosen(cells);
    });
    dialog.append(form);
    document.body.append(dialog);
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => { dialog.remove(); resolve(); });
      dialog.showModal();
    });
  };
})();
