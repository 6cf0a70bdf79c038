/* The forms of entry: a NIK explains itself while it is typed and fills what is empty, changed fields are marked, Enter
   saves from a list of choices too, and what is typed is not left without a question. Without it the forms work alike. */
(() => {
  "use strict";
  const PAUSE = 300;
  const digits = (text) => text.replace(/[ .-]/g, "");
  const formOf = (node) => node?.closest?.("form[data-entry]");
  let timer = 0;

  const mark = (input) => {
    const same = input.value.trim().toLowerCase() === input.dataset.base.trim().toLowerCase();
    input.closest(".field").classList.toggle("changed", !same);
  };

  /* Asked for when the digits say something new: the place after six, birth and sex after twelve, all after sixteen. */
  const told = (count) => (count >= 16 ? count : count >= 12 ? 12 : count >= 6 ? 6 : 0);
  const ask = (input) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const now = "base" in input.dataset && digits(input.value) === digits(input.dataset.base) ? "" : digits(input.value);
      const key = told(now.length) >= 16 ? now : now.slice(0, told(now.length));
      if (key === input.dataset.told) return;
      input.dataset.told = key;
      if (key) input.dispatchEvent(new CustomEvent("nik-terbaca", { bubbles: true }));
      else document.getElementById("nik-kata")?.replaceChildren();
    }, PAUSE);
  };

  const fill = (form, name, value) => {
    const input = form.elements[name];
    if (input && value && (!input.value || input.dataset.filled === input.value)) {
      input.value = value;
      input.dataset.filled = value;
      if ("base" in input.dataset) mark(input);
    }
  };

  const focusFirst = (root) => {
    const field = root.querySelector(".has-error :is(input, select)") ?? root.querySelector(".has-warning :is(input, select)")
      ?? root.querySelector("table [data-focus]") ?? root.querySelector("[data-focus]"); // whom one looked for, first
    if (!field) return;
    field.focus();
    if (field.matches(".has-error *, .has-warning *")) field.select?.();
  };

  document.addEventListener("input", (event) => {
    const form = formOf(event.target);
    if (!form) return;
    form.dataset.dirty = "1";
    if ("base" in event.target.dataset) mark(event.target);
    if ("nik" in event.target.dataset) ask(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const form = formOf(event.target);
    if (form && event.key === "Enter" && event.target.matches("select") && !event.defaultPrevented) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  document.addEventListener("submit", (event) => {
    if (formOf(event.target)) delete event.target.dataset.dirty;
  }, true);
  document.addEventListener("htmx:sendError", (event) => {
    const form = formOf(event.target);
    if (form) form.dataset.dirty = "1";
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-entry][data-dirty]")) event.preventDefault();
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const words = document.getElementById("nik-kata");
    const form = formOf(words);
    if (form && event.detail.target?.id === "nik-kata") {
      fill(form, "TGLLHR", words.dataset.birth);
      fill(form, "L/P", words.dataset.sex);
    }
    if (event.detail.target?.id === "entri") focusFirst(document.getElementById("entri"));
  });
  const page = document.getElementById("entri");
  if (page) {
    page.querySelectorAll("[data-base]").forEach(mark);
    focusFirst(page);
  }
})();
