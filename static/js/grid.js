/* The grid of a batch: fetches its rows, keeps every change in this tab until the server has it, sends a row when it is
   left, and says how things stand. The parts are in js/grid-*.js. */
(() => {
  "use strict";
  const grid = window.sidalihGrid;
  const card = document.querySelector("[data-kisi]");
  if (!card) return;
  const brought = JSON.parse(document.getElementById("kisi-bekal").textContent);
  const { words, columns, editable, longest } = brought;
  const part = (name) => card.querySelector(`[data-${name}]`) ?? document.querySelector(`[data-${name}]`);
  const { made, fill } = grid;
  const BLANKS = 12;        // empty rows beneath, at least
  const IDLE = 30_000;      // ms after the last key in a row that nobody leaves
  const UNDONE = 100;       // changes that can be undone
  const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "Asia/Jakarta" }); // whatever clock is here

  const table = grid.tableOf(brought);
  part("scroll").append(table.element);
  const store = grid.storeOf(brought.person, brought.batch, () => note(words.no_room, "warn"));
  const rows = [];          // as they stand on the page: stored ones first
  let following = null, loaded = false, done = [], undone = [], idle = 0, safe = false; // safe: the page is left to come back to it

  const note = (text, tone) => {
    const box = part("note");
    box.className = `kisi-note note ${tone}`;
    box.textContent = text;
    box.hidden = !text;
  };

  /* --- what waits, and how it stands --- */
  const written = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ".");
  const status = () => {
    const unsaved = rows.filter(grid.isUnsaved);
    const waiting = unsaved.filter((row) => ["dirty", "ready", "sending"].includes(row.state)).length;
    const clashes = unsaved.filter((row) => row.state === "clash").length;
    const refusals = unsaved.length - waiting - clashes;
    const { trouble, busy, savedAt } = sender;
    const parts = [];
    let tone = "wait";
    if (trouble?.kind === "locked" || trouble?.kind === "gone") parts.push(trouble.message || words.gone);
    if (waiting) {
      const kind = trouble?.kind === "cut" && !navigator.onLine ? "offline" : trouble?.kind;
      const sentence = words[kind] && kind !== "gone" ? words[kind] : busy ? words.sending : words.waiting;
      parts.push(fill(sentence, { n: written(waiting), s: trouble?.seconds }));
    }
    if (clashes) parts.push(fill(words.clashes, { n: written(clashes) }));
    if (refusals) parts.push(fill(words.refusals, { n: written(refusals) }));
    if (trouble || clashes || refusals) tone = "bad";
    if (!parts.length && editable) {
      tone = "ok";
      parts.push(savedAt ? fill(words.all_saved_at, { time: clock.format(savedAt).replace(":", ".") })
        : words.all_saved);
    }
    if (!editable) [tone, parts[0]] = ["plain", words.read_only];
    const line = part("status"), text = parts.join(" ");
    if (line.dataset.said !== text) {
      line.dataset.said = text;
      line.replaceChildren(text);
      line.className = `kisi-status ${tone}`;
      if (trouble?.kind === "ended") {
        const link = made("a", "btn small", words.enter);
        link.href = brought.door;
        link.addEventListener("click", () => { safe = true; });
        line.append(" ", link);
      }
      if (trouble?.kind === "token") {
        const button = made("button", "btn small", words.reload);
        button.type = "button";
        button.addEventListener("click", () => { safe = true; window.location.reload(); });
        line.append(" ", button);
      }
    }
  };
  const tell = (row) => {
    table.drawState(row);
    if (row === keys.row) detail(row);
  };
  const settleState = (row) => {
    if (row.state === "sending" || row.state === "clash") return;
    const long = row.cells.findIndex((text) => text.length > longest);
    if (!grid.isChanged(row)) [row.state, row.why] = ["", ""];
    else if (long >= 0) [row.state, row.why] = ["refused", fill(words.long, { column: columns[long].label, n: longest })];
    else [row.state, row.why] = [row === keys.row ? "dirty" : "ready", ""];
  };
  const keep = (row) => (grid.isUnsaved(row) ? store.keep(row) : store.drop(row));

  const sender = grid.senderOf({
    address: brought.save, token: card.dataset.token, names: columns.map((column) => column.name), chunk: brought.chunk,
    rows: () => rows,
    told(row, answer) {
      if (answer.clash) {
        row.theirs = { cells: answer.cells, version: answer.version, who: answer.who };
        row.state = "clash";
        return;
      }
      if (answer.refused) {
        [row.state, row.why] = ["refused", answer.refused];
        return;
      }
      store.drop(row);
      const twin = rows.find((one) => one !== row && one.ordinal === answer.ordinal);
      if (twin) forget(twin);
      const now = answer.cells ?? row.sent;
      row.cells = row.cells.map((text, place) => (text === row.sent[place] ? now[place] : text));
      Object.assign(row, { base: [...now], ordinal: answer.ordinal, version: answer.version, number: answer.number,
        sheet: answer.sheet, problems: answer.problems, said: answer.said, conflict: answer.conflict, state: "", why: "" });
      settleState(row);
      keep(row);
      if (answer.cells) table.draw(row);
    },
    removed(row, answer, n) {
      if (answer.clash || answer.refused) {
        [row.state, row.why] = ["refused", answer.refused || words.taken];
        return;
      }
      store.drop(row);
      Object.assign(row, { base: Array(columns.length).fill(""), ordinal: null, version: null, number: null,
        key: grid.newKey(), problems: [], said: {}, conflict: false, state: "", why: "" });
      settleState(row);
      keep(row);
      note(fill(words.set_aside, { n }), "info");
    },
    others(answer) {
      const known = new Map(rows.map((row) => [row.ordinal, row]));
      Object.entries(answer.others).forEach(([ordinal, [problems, conflict]]) => {
        const row = known.get(Number(ordinal));
        if (!row || (row.problems.join() === problems.join() && row.conflict === conflict)) return;
        Object.assign(row, { problems, conflict });
        tell(row);
      });
      document.querySelectorAll("[data-total]").forEach((one) => { one.textContent = written(answer.batch.rows); });
      part("blocked").textContent = written(answer.batch.blocked);
      part("state").replaceChildren(made("span", `tag ${answer.batch.tone}`, answer.batch.state));
      count();
    },
    changed(some = []) {
      some.filter((row) => row.line.isConnected).forEach(tell);
      status();
    },
  });

  /* --- rows of the page --- */
  const addBlank = () => {
    const row = grid.rowFrom(null, columns.length);
    rows.push(row);
    table.add(row, table.fresh);
    return row;
  };
  const ensureBlanks = () => {
    if (!editable) return;
    let blank = 0;
    for (let at = rows.length - 1; at >= 0 && rows[at].ordinal === null && grid.isBlank(rows[at]); at -= 1) blank += 1;
    for (; blank < BLANKS; blank += 1) addBlank();
  };
  const forget = (row) => {
    rows.splice(rows.indexOf(row), 1);
    keys.forget(row);
    table.remove(row);
  };
  const storedCount = () => table.stored.rows.length;
  const count = () => {
    part("loaded").textContent = fill(words.rows, { n: written(rows.filter((row) => row.ordinal !== null).length) });
  };

  const sheet = {
    rows, note,
    /* Apply [row, place, text] to cells; what stood there can be undone. */
    change(edits, remember = true) {
      const real = edits.filter(([row, place, text]) => row.cells[place] !== text);
      if (!real.length) return;
      if (remember) {
        done = [...done, real.map(([row, place, text]) => [row, place, row.cells[place], text])].slice(-UNDONE);
        undone = [];
      }
      const touched = new Set();
      real.forEach(([row, place, text]) => {
        row.cells[place] = text;
        table.drawCell(row, place);
        touched.add(row);
      });
      touched.forEach((row) => { settleState(row); keep(row); tell(row); });
      ensureBlanks();
      wait();
      if (touched.size > 1) { // pasted, cleared or undone over several rows: none of them is being typed in
        if (keys.row?.state === "dirty") keys.row.state = "ready";
        sender.pump();
      }
      status();
    },
    /* What stands in the open editor is kept too. */
    typing(row, place, text) {
      if (text === row.cells[place]) keep(row); else store.keep(row, [place, text]);
      wait();
    },
    /* Whether `n` rows stand from this one down; makes new ones, but never passes over rows that are not loaded. */
    room(from, n) {
      if (from < storedCount() && from + n > storedCount() && following !== null) return false;
      while (rows.length < from + n) addBlank();
      return true;
    },
    undo() { back(done, undone, 2); },
    redo() { back(undone, done, 3); },
    arrive(row) { detail(row); },
    leave(row, now = false) {
      clearTimeout(idle);
      if (row.state === "dirty") {
        row.state = "ready";
        tell(row);
      }
      if (now) sender.hurry(); else sender.pump();
      status();
    },
    /* The choice between two people's values, where there is one. */
    async resolve(row) {
      if (row.state !== "clash") return;
      await grid.askWhose(row, brought, (cells) => {
        store.drop(row);
        Object.assign(row, { base: [...row.theirs.cells], version: row.theirs.version, cells, theirs: null, state: "" });
        row.state = grid.isChanged(row) ? "ready" : "";
        keep(row);
        table.draw(row);
        tell(row);
        sender.pump();
        status();
      });
      keys.go(row, keys.place);
    },
  };
  const back = (from, to, which) => {
    const step = from.pop();
    if (!step) { note(words.nothing_to_undo, "warn"); return; }
    to.push(step);
    const edits = step.filter(([row]) => rows.includes(row)).map((one) => [one[0], one[1], one[which]]);
    sheet.change(edits, false);
    if (edits.length) keys.go(edits[0][0], edits[0][1]);
  };
  const wait = () => {
    clearTimeout(idle);
    idle = setTimeout(() => { if (keys.row && !keys.open) sheet.leave(keys.row); }, IDLE);
  };
  const keys = grid.keysOf(sheet, brought, table);

  /* --- beneath the grid: the row one stands in --- */
  const detail = (row) => {
    const box = part("detail");
    const list = made("ul");
    table.troubles(row).forEach(({ tone, code, title, help }) => {
      const item = made("li", tone);
      if (code) item.append(made("code", "", code), " ");
      item.append(made("b", "", title), " ", help);
      list.append(item);
    });
    const head = made("b", "", row.number === null ? words.new_row : fill(words.row, { row: row.number }));
    const parts = [head];
    if (list.childElementCount) parts.push(list);
    else if (row.ordinal !== null && !row.state) parts.push(made("span", "dim", words.none));
    const button = (word, act) => {
      const one = made("button", "btn small", word);
      one.type = "button";
      one.addEventListener("click", act);
      parts.push(one);
    };
    if (row.state === "clash") button(words.choose, () => sheet.resolve(row));
    if (["clash", "refused"].includes(row.state)) button(words.discard, () => discard(row));
    box.replaceChildren(...parts);
  };
  const discard = (row) => {
    store.drop(row);
    if (row.theirs) Object.assign(row, { base: [...row.theirs.cells], version: row.theirs.version, theirs: null });
    Object.assign(row, { cells: [...row.base], state: "", why: "" });
    table.draw(row);
    keys.go(row, keys.place);
    detail(row);
    status();
  };

  /* --- fetching --- */
  const takeIn = (told) => {
    const known = rows.find((row) => row.ordinal === told.ordinal || row.key === told.key);
    if (known) return;
    const row = grid.rowFrom(told, columns.length);
    rows.splice(storedCount(), 0, row);
    table.add(row, table.stored);
  };
  /* What an earlier page of this tab could not send any more. */
  const restore = () => {
    let count = 0;
    store.waiting().forEach((kept) => {
      if (kept.cells?.length !== columns.length) return;
      let row = rows.find((one) => (kept.ordinal === null ? one.key === kept.key : one.ordinal === kept.ordinal));
      if (!row) {
        row = grid.rowFrom(null, columns.length);
        Object.assign(row, { key: kept.key, ordinal: kept.ordinal, version: kept.version, number: kept.number, base: kept.base });
        rows.push(row);
        table.add(row, table.fresh);
      } else if (kept.ordinal !== null) {
        row.version = kept.version; // the server tells whether somebody else has saved it since
        row.base = kept.base;
      }
      row.cells = kept.cells;
      row.state = grid.isChanged(row) ? "ready" : "";
      if (row.state) count += 1; else store.drop(row);
      table.draw(row);
    });
    if (count) note(fill(words.restored, { n: written(count) }), "info");
  };
  const load = async (from) => {
    const more = part("more");
    more.hidden = true;
    part("loaded").textContent = words.loading;
    const asked = new URLSearchParams(window.location.search);
    asked.set("dari", from);
    let answer;
    try {
      const response = await fetch(`${brought.load}?${asked}`, { redirect: "manual", credentials: "same-origin" });
      if (response.type === "opaqueredirect") { window.location.href = brought.door; return; }
      if (!response.ok) throw new Error(response.status);
      answer = await response.json();
    } catch {
      part("loaded").textContent = words.not_loaded_rows;
      more.textContent = words.again;
      more.onclick = () => load(from);
      more.hidden = false;
      return;
    }
    answer.rows.forEach(takeIn);
    following = answer.next;
    count();
    more.textContent = fill(words.more, { n: brought.page });
    more.onclick = () => load(following);
    more.hidden = following === null;
    if (loaded) return;
    loaded = true;
    if (editable) restore();
    ensureBlanks();
    if (rows.length) keys.go(rows[0], 0, { focus: false });
    status();
    sender.pump();
  };

  part("undo")?.addEventListener("click", () => sheet.undo());
  part("next")?.addEventListener("click", () => keys.problem());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && keys.row && !keys.open) sheet.leave(keys.row);
  });
  window.addEventListener("beforeunload", (event) => {
    if (!safe && (rows.some(grid.isUnsaved) || keys.open)) event.preventDefault();
  });
  load(brought.from);
})();
