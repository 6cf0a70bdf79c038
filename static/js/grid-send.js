/* Sending the grid's rows to the server, at most 50 at a time, one request after the other. What could not be sent
   waits and is tried again after growing pauses; nothing is given up but by the person. */
(() => {
  "use strict";
  const grid = (window.sidalihGrid = window.sidalihGrid || {});
  const LONGEST_PAUSE = 60; // seconds
  const PATIENCE = 45_000;  // of one request, ms

  /* What of a row is sent: of a stored one the changed cells, of a new one all. One whose cells were all emptied is
     taken out of the batch. */
  const parcelOf = (row, names) => {
    row.sent = [...row.cells];
    const cells = {};
    row.cells.forEach((text, index) => {
      if (row.ordinal === null || text !== row.base[index]) cells[names[index]] = text;
    });
    return row.ordinal === null ? { key: row.key, cells } : { ordinal: row.ordinal, version: row.version, cells };
  };
  const isEmptied = (row) => row.ordinal !== null && grid.isBlank(row);

  /* `rows()` gives all rows of the page; `told(row, answer)`, `removed(row, answer, n)`, `others(answer)` and `changed()`
     hear what became of them. The sender's own state is in `trouble`: {kind, seconds, message} or null. */
  grid.senderOf = ({ address, token, names, chunk, rows, told, removed, others, changed }) => {
    const sender = { trouble: null, stopped: false, busy: false, savedAt: null };
    let failures = 0, timer = 0, ticker = 0;

    const rest = (kind, seconds) => {
      clearTimeout(timer);
      clearInterval(ticker);
      sender.trouble = { kind, seconds };
      timer = setTimeout(() => { sender.trouble = null; clearInterval(ticker); sender.pump(); }, seconds * 1000);
      ticker = setInterval(() => {
        if (sender.trouble?.seconds > 1) sender.trouble.seconds -= 1;
        changed();
      }, 1000);
    };
    /* Nothing more is sent: somebody must do something first. */
    const stop = (kind, message = "") => {
      sender.stopped = true;
      sender.trouble = { kind, message };
    };
    const failed = () => {
      failures += 1;
      const pause = Math.min(LONGEST_PAUSE, 2 ** failures);
      rest("cut", Math.max(1, Math.round(pause * (0.75 + Math.random() / 2)))); // 38 offices do not come back at once
    };

    const settle = (sent, emptied, answer) => {
      sent.forEach((row, index) => told(row, answer.rows[index]));
      emptied.forEach((row, index) => removed(row, answer.aside[index], emptied.length));
      others(answer);
      failures = 0;
      sender.savedAt = new Date();
    };
    const refuse = (batchOfRows, message) => batchOfRows.forEach((row) => { row.state = "refused"; row.why = message; });

    const ask = async (sent, emptied) => {
      const seen = rows().map((row) => row.ordinal).filter((ordinal) => ordinal !== null).slice(-1000);
      const body = JSON.stringify({
        rows: sent.map((row) => parcelOf(row, names)), seen,
        aside: emptied.map((row) => { row.sent = [...row.cells]; return { ordinal: row.ordinal, version: row.version }; }),
      });
      const stopper = new AbortController();
      const alarm = setTimeout(() => stopper.abort(), PATIENCE);
      try {
        const response = await fetch(address, { method: "POST", body, redirect: "manual", credentials: "same-origin",
          signal: stopper.signal, headers: { "Content-Type": "application/json", "X-CSRFToken": token } });
        const json = /json/.test(response.headers.get("Content-Type") ?? "") ? await response.json() : null;
        return { response, json };
      } finally {
        clearTimeout(alarm);
      }
    };

    /* The next rows that are ready, until none is; quiet while something is on its way or rests. */
    sender.pump = async () => {
      if (sender.busy || sender.stopped || sender.trouble) return;
      const ready = rows().filter((row) => row.state === "ready").slice(0, chunk);
      if (!ready.length) { changed(); return; }
      const emptied = ready.filter(isEmptied);
      const sent = ready.filter((row) => !isEmptied(row));
      ready.forEach((row) => { row.state = "sending"; });
      sender.busy = true;
      changed(ready);
      try {
        const { response, json } = await ask(sent, emptied);
        if (response.ok && json) settle(sent, emptied, json);
        else if (response.type === "opaqueredirect") stop("ended");
        else if (response.status === 403) stop("token");
        else if (response.status === 404) stop("gone");
        else if (response.status === 409) stop("locked", json?.error.message ?? "");
        else if (response.status === 400 && json) refuse(ready, json.error.message);
        else if (response.status === 429) rest("busy", Number(response.headers.get("Retry-After")) || 30);
        else failed();
      } catch {
        failed(); // no network, no answer in time, or half of one
      }
      sender.busy = false;
      ready.filter((row) => row.state === "sending").forEach((row) => { row.state = "ready"; });
      changed(ready);
      sender.pump();
    };

    /* At once, whatever pause goes on: the network is back, or somebody asks. */
    sender.hurry = () => {
      if (sender.stopped || sender.trouble?.kind === "busy") return;
      clearTimeout(timer);
      clearInterval(ticker);
      sender.trouble = null;
      sender.pump();
    };
    window.addEventListener("online", sender.hurry);
    return sender;
  };
})();
