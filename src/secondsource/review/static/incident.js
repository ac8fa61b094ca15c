/* The page of one incident: a key that needs a reason first leads to where it is given, and keys of
   a field act on the one that has the focus. */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-why]");
    if (!button) return;
    var why = document.getElementById(button.dataset.why);
    if (!why.value.trim()) { event.preventDefault(); why.focus(); }
  });
  if (document.querySelector(".fields")) {
    desk.key("f", function () { desk.enter(document.querySelector(".fields [data-row]")); });
    desk.key("Escape", function () { document.getElementById("main").focus({ preventScroll: true }); });
    /* what is right in the row that has the focus; the whole incident where none has it */
    desk.key("a", function () {
      var row = desk.row(), button = (row || document).querySelector(row ? "[data-right]" : ".head [data-key=a]");
      if (button) button.click();
      else desk.toast("Somebody has checked this field already.");
    });
    desk.key("o", function () {
      var chip = (desk.row() || document.querySelector(".told")).querySelector("a.rep");
      if (chip) chip.click();
      else desk.toast("No words of a report stand here.");
    });
    desk.key("e", function () {
      var other = desk.row() && desk.row().querySelector(".decide");
      if (!other) { desk.toast("Choose a field first, with f."); return; }
      other.open = true;
      other.querySelector("[name=value]").focus();
    });
  }
  /* back to the list as it was filtered */
  var back = document.querySelector("[data-back]");
  var kept = sessionStorage.getItem("desk.filter");
  if (!back || !kept || kept.indexOf("/incidents?") !== 0) return;
  back.href = kept;
  fetch("/overview/beside/" + encodeURIComponent(back.dataset.back) + kept.slice("/incidents".length))
    .then(function (answer) { return answer.ok ? answer.json() : null; })
    .then(function (found) {
      if (!found || found.at === null) return;
      back.textContent = found.total + " incidents, filtered";
      back.nextElementSibling.textContent = found.at + " of " + found.total;
      [["k", found.before], ["j", found.after]].forEach(function (way) {
        var link = document.querySelector('.crumb [data-key="' + way[0] + '"]');
        if (!link) return;
        link.hidden = !way[1];
        if (way[1]) link.href = "/incidents/" + way[1];
      });
    });
})();
