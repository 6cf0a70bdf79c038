/* What every page gains from JavaScript; without it everything still works. Confirmations become dialogs, a form is
   sent once, tables are copied for Excel, the drop zone shows the file, a lost connection is said. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const board = document.getElementById("kabar");

  const say = (text, tone) => {
    if (!board || !text) return;
    const note = document.createElement("div");
    note.className = `note toast ${tone}`;
    const words = document.createElement("div");
    words.textContent = text;
    note.append(words);
    board.replaceChildren(note);
    setTimeout(() => note.remove(), tone === "bad" ? 12000 : 4000);
  };
  window.sidalihSay = say;

  /* One click, one request: the button rests until the next page, or until the browser comes back to this one. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.hasAttribute("hx-post") || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => {
      button.setAttribute("aria-busy", "true");
      button.setAttribute("aria-disabled", "true");
    }));
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach((button) => {
        button.removeAttribute("aria-busy");
        button.removeAttribute("aria-disabled");
      });
    });
  });

  /* What waits in this tab to be saved (js/grid-rows.js) goes with the person who leaves. */
  document.addEventListener("submit", (event) => {
    if (!event.target.action?.endsWith("/keluar")) return;
    window.addEventListener("pagehide", () => Object.keys(sessionStorage).filter((key) => key.startsWith("kisi:"))
      .forEach((key) => sessionStorage.removeItem(key)));
  });

  /* <details class="confirm"> opens as a real dialog. */
  document.addEventListener("click", (event) => {
    const summary = event.target.closest("details[data-dialog] > summary");
    if (summary && window.HTMLDialogElement) {
      event.preventDefault();
      const holder = summary.parentElement;
      const panel = holder.querySelector(".confirm-panel");
      const dialog = document.createElement("dialog");
      dialog.setAttribute("aria-label", summary.textContent.trim());
      dialog.append(panel);
      document.body.append(dialog);
      dialog.addEventListener("close", () => {
        holder.append(panel);
        dialog.remove();
        summary.focus();
      });
      dialog.addEventListener("click", (inner) => {
        if (inner.target === dialog) dialog.close();
      });
      dialog.showModal();
      return;
    }
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog")?.close();

    const copier = event.target.closest("[data-copy]");
    if (copier) copyTable(document.querySelector(copier.dataset.copy));
    if (event.target.closest("[data-print]")) window.print();
  });

  /* Cells of a table as tab-separated lines; dots between thousands are left out, so that Excel sees numbers. */
  const cellText = (cell) => {
    const text = (cell.dataset.value ?? cell.innerText).trim().replace(/\s+/g, " ");
    const isNumber = cell.classList.contains("n") && /^[−-]?[\d.]+$/.test(text);
    return isNumber ? text.replace(/\./g, "").replace("−", "-") : text.replace(/^[=+@\t]/, "'$&");
  };
  const copyTable = async (table) => {
    if (!table) return;
    const rows = [...table.rows].filter((row) => !row.classList.contains("bands"));
    const lines = rows.map((row) => [...row.cells].map(cellText).join("\t"));
    try {
      await navigator.clipboard.writeText(lines.join("\n"));
      say(board.dataset.copied, "ok");
    } catch {
      const range = document.createRange();
      range.selectNode(table);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand("copy");
    }
  };

  /* The drop zone says which file it holds and how big it is. */
  const size = (bytes) => {
    if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
    return `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`;
  };
  document.querySelectorAll(".drop").forEach((zone) => {
    const input = zone.querySelector("input[type=file]");
    const output = zone.querySelector("output");
    const show = () => {
      const file = input.files[0];
      zone.classList.toggle("filled", Boolean(file));
      output.textContent = file ? `${file.name} · ${size(file.size)}` : "";
    };
    input.addEventListener("change", show);
    ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    }));
    ["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => zone.classList.remove("over")));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      show();
    });
    show();
  });

  /* A tick in the head of a table ticks all of its rows. */
  document.querySelectorAll("input[data-all]").forEach((all) => {
    const each = () => [...all.form.querySelectorAll(`input[name="${all.dataset.all}"]`)];
    all.addEventListener("change", () => each().forEach((one) => {
      one.checked = all.checked;
    }));
  });

  /* A choice that narrows a table is sent when it is made. */
  document.querySelectorAll("select[data-go]").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
  });

  /* What was typed and not taken by the server is said to be unsaved. */
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => document.addEventListener(name, (event) => {
    if (event.detail.requestConfig?.verb === "post") say(board?.dataset.lost, "bad");
  }));
})();
