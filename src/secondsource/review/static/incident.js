/* The page of one incident: a key that needs a reason first leads to where it is given. */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-why]");
    if (!button) return;
    var why = document.getElementById(button.dataset.why);
    if (!why.value.trim()) { event.preventDefault(); why.focus(); }
  });
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
