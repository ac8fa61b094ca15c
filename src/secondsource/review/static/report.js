/* The page of one report: an address such as #w120-134 leads to those words; a claim chosen on the
   right stands out in the text. */
(function () {
  "use strict";
  var text = document.getElementById("text");
  if (!text) return;
  var pieces = Array.prototype.slice.call(text.querySelectorAll("[data-at]"));

  function show(claim, scroll) {
    pieces.forEach(function (piece) {
      piece.classList.toggle("on", (piece.dataset.claims || "").split(" ").indexOf(claim) >= 0);
    });
    var first = text.querySelector(".on");
    if (first && scroll) first.scrollIntoView({ block: "center" });
  }

  function lead() {
    var found = /^#w(\d+)-(\d+)$/.exec(location.hash);
    if (!found) return;
    var start = +found[1], end = +found[2];
    var first = null;
    pieces.forEach(function (piece) {
      var at = +piece.dataset.at;
      var inside = at < end && at + Array.from(piece.textContent).length > start;
      piece.classList.toggle("here", inside && at >= start);
      if (inside && at >= start && !first) first = piece;
      if (inside && at < start && !first) first = piece;
    });
    if (!first) return;
    first.setAttribute("tabindex", "-1");
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "center" });
    var claim = (first.dataset.claims || "").split(" ")[0];
    var told = claim && document.getElementById("t-" + claim);
    if (told) { told.open = true; show(claim, false); }
  }

  document.querySelectorAll(".told details").forEach(function (told) {
    told.addEventListener("toggle", function () {
      if (told.open) show(told.dataset.claim, document.activeElement && told.contains(document.activeElement));
    });
  });
  text.addEventListener("click", function (event) {
    var piece = event.target.closest("[data-claims]");
    if (!piece || String(getSelection())) return;
    var told = document.getElementById("t-" + piece.dataset.claims.split(" ")[0]);
    if (told) { told.open = true; told.scrollIntoView({ block: "nearest" }); show(told.dataset.claim, false); }
  });
  addEventListener("hashchange", lead);
  lead();
})();
