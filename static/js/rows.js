/* The keyboard of a batch's rows: arrows or j and k walk, Enter opens the editor, Enter in it saves and goes on to the
   next problem, also to that of the next page; Alt+S or Ctrl+Enter takes the first suggestion, Alt+K vouches for the
   warnings, Escape closes. What is typed and not saved is never lost without a question. */
(() => {
  "use strict";
  const table = document.querySelector("table.rows");
  if (!table) return;
  const bodies = () => [...table.tBodies];
  const first = (body) => body?.querySelector("tr[tabindex]");
  const isOpen = (body) => Boolean(body?.querySelector(".editor"));
  const dirty = () => Boolean(table.querySelector("form[data-dirty]"));

  const focusRow = (body) => {
    const row = first(body);
    if (!row) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const open = (body) => body?.querySelector("a[data-edit]")?.click();
  const press = (body, what) => {
    const button = body?.querySelector(`.editor ${what}`) ?? (isOpen(body) ? null : body?.querySelector(what));
    button?.click();
    return Boolean(button);
  };
  const close = (body) => body?.querySelector("[data-cancel]")?.click();
  const step = (body, by) => {
    const all = bodies();
    focusRow(all[Math.min(all.length - 1, Math.max(0, all.indexOf(body) + by))]);
  };
  const nextProblem = (body) => {
    const all = bodies();
    const at = all.indexOf(body);
    const rest = all.slice(at + 1).concat(all.slice(0, at));
    return rest.find((one) => one.querySelector("tr.is-e, tr.is-w") && !one.dataset.saved);
  };

  const FIRST = "sidalih-lanjut";  // the next page of the same rows opens its first problem
  const goOn = (body) => {
    const next = nextProblem(body);
    const later = document.querySelector(".pages a[rel=next]");
    if (next && bodies().indexOf(next) > bodies().indexOf(body)) open(next);
    else if (later) {
      sessionStorage.setItem(FIRST, later.href);
      location.assign(later.href);
    } else if (next) open(next);
    else focusRow(body);
  };

  /* On the whole page: a row that was just swapped has not got the focus back yet, and is meant all the same. */
  let last = "";
  table.addEventListener("focusin", (event) => {
    last = event.target.closest("tbody")?.id ?? last;
  });
  document.addEventListener("keydown", (event) => {
    const takes = (event.altKey && event.code === "KeyS") || (event.ctrlKey && event.key === "Enter");
    if (!takes && !(event.altKey && event.code === "KeyK")) return;
    const nowhere = event.target === document.body;
    const body = event.target.closest?.("table.rows tbody") ?? (nowhere && document.getElementById(last));
    if (body && press(body, takes ? "[data-offer]" : "[data-confirm]")) event.preventDefault();
  });
  table.addEventListener("keydown", (event) => {
    const body = event.target.closest("tbody");
    if (!body) return;
    if (event.key === "Escape" && isOpen(body)) {
      event.preventDefault();
      close(body);
      return;
    }
    if (event.target.matches("input, select, textarea, button, a")) return;
    const moves = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
    if (event.key in moves) {
      event.preventDefault();
      step(body, moves[event.key]);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      open(body);
    }
  });

  /* A form is dirty from the first letter typed until it is sent; one that could not be sent is dirty again. */
  const markDirty = (event) => {
    const form = event.target.closest?.("form");
    if (form) form.dataset.dirty = "1";
  };
  table.addEventListener("input", markDirty);
  document.addEventListener("htmx:sendError", markDirty);
  document.addEventListener("submit", (event) => {
    if (event.target.closest("table.rows")) delete event.target.dataset.dirty;
  }, true);
  window.addEventListener("beforeunload", (event) => {
    if (dirty()) event.preventDefault();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const body = event.detail.elt.closest?.("tbody") ?? event.detail.target?.closest?.("tbody");
    if (!body || !table.contains(body)) return;
    const field = body.querySelector(".editor :is(.has-error, .has-warning) :is(input, select)")
      ?? body.querySelector(".editor input:not([type=hidden])");
    if (field) {
      field.focus();
      field.select?.();
    } else focusRow(body);
  });
  /* The server says which row it has saved; the next problem opens by itself when the editor asked for it. */
  document.addEventListener("baris-tersimpan", (event) => {
    const body = document.getElementById(`b-${event.detail.ordinal}`);
    if (!body) return;
    body.dataset.saved = "1";
    if (event.detail.next) setTimeout(() => goOn(body), 60); else focusRow(body);
  });

  if (sessionStorage.getItem(FIRST) === location.href) {
    sessionStorage.removeItem(FIRST);
    const problem = bodies().find((one) => one.querySelector("tr.is-e, tr.is-w"));
    document.addEventListener("DOMContentLoaded", () => setTimeout(() => open(problem)));
    if (document.readyState === "complete") open(problem);
  }
})();
