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
  if (back && kept && kept.indexOf("/incidents?") === 0) back.href = kept;
})();
