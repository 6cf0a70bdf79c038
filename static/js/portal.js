/* The time left on the portal's last day, counted down from what the server said: the clock of the computer may be
   wrong, the time since the page came is not. */
(() => {
  "use strict";
  const place = document.querySelector("[data-left]");
  if (!place) return;
  const { hours, minutes, over } = place.dataset;
  const ends = performance.now() + Number(place.dataset.left) * 1000;
  const write = () => {
    const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
    const parts = { h: Math.floor(left / 3600), m: Math.floor(left / 60) % 60, s: left % 60 };
    const words = left === 0 ? over : left >= 3600 ? hours : minutes;
    place.textContent = `· ${words.replace(/\{([hms])\}/g, (_all, name) => parts[name])}`;
    if (left === 0) {
      place.closest(".portal").className = "portal closed";
      return;
    }
    setTimeout(write, left >= 3600 ? 10000 : 1000);
  };
  write();
})();
