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
  /* --- selected words: a popover offers what they can be made into; nothing changes by itself --- */
  var fill = document.getElementById("fill");
  var form = fill.querySelector("[data-fill]"), add = fill.querySelector("[data-add]");
  var span = null;

  function offset(node, at) {
    /* code points before a place in the text, as the case counts them */
    var piece = (node.nodeType === 3 ? node.parentElement : node).closest("[data-at]");
    if (!piece || !text.contains(piece)) return null;
    var before = node.nodeType === 3 ? node.data.slice(0, at) : at ? piece.textContent : "";
    return +piece.dataset.at + Array.from(before).length;
  }

  function selected() {
    var chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return null;
    var range = chosen.getRangeAt(0);
    var start = offset(range.startContainer, range.startOffset);
    var end = offset(range.endContainer, range.endOffset);
    if (start === null || end === null || end <= start) return null;
    var words = chosen.toString();
    var lead = Array.from(/^\s*/.exec(words)[0]).length, tail = Array.from(/\s*$/.exec(words)[0]).length;
    if (end - tail <= start + lead) return null;
    return { start: start + lead, end: end - tail, words: words.trim(), box: range.getBoundingClientRect() };
  }

  function likeliest(words) {
    if (/\b(jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)|day\b|yesterday|week|night/i.test(words)) return "date";
    if (/\b(wounded|injured|hurt)\b/i.test(words)) return "injured";
    if (/\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|dozens?|several|many)\b/i.test(words)) return "killed";
    return "place";
  }

  function kept() {
    if (!span) return;
    var query = new URLSearchParams({ report: text.dataset.report, field: form.field.value, start: span.start, end: span.end, claim: form.claim.value });
    fetch("/act/read-as?" + query).then(function (answer) { return answer.ok ? answer.json() : null; }).then(function (found) {
      fill.querySelector("[data-kept]").textContent = found ? "Kept as: " + found.value : "";
    });
  }

  function offer() {
    span = selected();
    if (!span) return;
    [form, add].forEach(function (f) { f.start.value = span.start; f.end.value = span.end; });
    fill.querySelector("[data-words]").textContent = span.words;
    form.field.value = likeliest(span.words);
    var claims = Array.prototype.slice.call(form.claim.options);
    var inside = claims.filter(function (o) { return +o.dataset.start <= span.start && span.end <= +o.dataset.end; });
    var near = claims.slice().sort(function (a, b) { return Math.abs(a.dataset.start - span.start) - Math.abs(b.dataset.start - span.start); });
    if (inside.length || near.length) form.claim.value = (inside[0] || near[0]).value;
    form.hidden = !claims.length;
    add.querySelector("details").open = !claims.length;
    fill.hidden = false;
    fill.style.left = Math.max(8, Math.min(span.box.left + scrollX, innerWidth - fill.offsetWidth - 8)) + "px";
    fill.style.top = span.box.bottom + scrollY + 8 + "px";
    kept();
  }

  function dismiss() { fill.hidden = true; span = null; text.focus({ preventScroll: true }); }

  document.addEventListener("mouseup", function (event) {
    if (!fill.contains(event.target)) setTimeout(function () { if (selected()) offer(); else if (!fill.hidden) dismiss(); }, 0);
  });
  document.addEventListener("keyup", function (event) {
    if (event.shiftKey && /^Arrow/.test(event.key) && text.contains(getSelection().anchorNode)) offer();
  });
  form.field.addEventListener("change", kept);
  form.claim.addEventListener("change", kept);
  fill.querySelector("[data-dismiss]").addEventListener("click", dismiss);
  document.addEventListener("keydown", function (event) {
    if (fill.hidden) return;
    if (event.key === "Escape") { event.preventDefault(); dismiss(); return; }
    if (/^(INPUT|SELECT|TEXTAREA|BUTTON|SUMMARY)$/.test(event.target.tagName)) return;
    if (event.key === "Enter" && !form.hidden) { event.preventDefault(); form.requestSubmit(); }
    if (event.key === "c") { event.preventDefault(); event.stopPropagation(); add.querySelector("details").open = true; add.event_type.focus(); }
  }, true);
  /* keys for the claim at hand: the one that has the focus, else the one that is open */
  function act(name, does) {
    desk.key(name, function () {
      var at = document.activeElement.closest(".told details[data-claim]") || document.querySelector(".told details[data-claim][open]");
      var control = at && at.querySelector('[data-act="' + name + '"]');
      if (!control) return;
      at.open = true;
      does(control);
    });
  }
  act("x", function (button) { button.click(); });
  act("t", function (select) { select.focus(); });
  /* words that nobody selected can be typed */
  desk.key("c", function () {
    var missed = document.querySelector("[data-missed]");
    missed.open = true;
    missed.querySelector("[name=words]").focus();
  });
  text.setAttribute("tabindex", "0");
  addEventListener("hashchange", lead);
  lead();
})();
