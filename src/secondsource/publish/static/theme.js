/* Dark where the reader's system is dark; nothing is stored. */
(function () {
  "use strict";
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() { document.documentElement.dataset.theme = dark.matches ? "dark" : "light"; }
  dark.addEventListener("change", apply);
  apply();
})();
