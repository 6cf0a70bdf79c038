/* The QR of a letter brings username and slip behind the #, which browsers send to nobody. They go into the form, and out
   of the address bar and its history. Without this script both are typed. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-aktivasi]");
  const brought = decodeURIComponent(window.location.hash.slice(1));
  if (!form || !brought) return;
  window.history.replaceState(null, "", window.location.pathname);
  const dot = brought.lastIndexOf(".");
  if (dot < 1) return;
  form.elements.username.value = brought.slice(0, dot);
  form.elements.slip.value = brought.slice(dot + 1);
  form.querySelector("[data-dibawa]").hidden = false;
  form.querySelector("button").focus();
})();
