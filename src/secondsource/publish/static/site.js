/* The overview: list, map and timeline filtered together; the filters stand in the address. */
(function () {
  "use strict";
  var incidents = window.SITE.incidents;
  var form = document.getElementById("filters");
  if (!form) return;
  var rows = new Map();
  document.querySelectorAll("#list tbody tr").forEach(function (row) { rows.set(row.dataset.id, row); });
  var placed = incidents.filter(function (i) { return i.at; });
  var NAMES = ["words", "type", "country", "from", "to", "grade", "disputed", "view"];
  var GRADES = { confirmed: "Confirmed by the doer", fair: "Two or more", weak: "One", contested: "Contested", discounted: "Only fighters harmed", none: "None known" };
  var map = window.siteMap(document.getElementById("map"), function () { if (form.elements.view.checked) apply(); });

  function options(name, value, words) {
    var seen = new Map();
    incidents.forEach(function (i) { if (i[value]) seen.set(i[value], words(i)); });
    Array.from(seen).sort(function (a, b) { return a[1].localeCompare(b[1]); }).forEach(function (pair) {
      form.elements[name].append(new Option(pair[1], pair[0]));
    });
  }
  options("type", "type", function (i) { return i.kind.charAt(0).toUpperCase() + i.kind.slice(1); });
  options("country", "country", function (i) { return i.country; });
  options("grade", "grade", function (i) { return GRADES[i.grade] || i.grade; });

  function chosen() {
    var found = {};
    NAMES.forEach(function (name) {
      var field = form.elements[name];
      found[name] = field.type === "checkbox" ? (field.checked ? "1" : "") : field.value.trim();
    });
    return found;
  }

  function within(incident, from, to) {
    if (!from && !to) return true;
    if (!incident.from) return true; // without a date: always listed
    return (!to || incident.from <= to) && (!from || incident.to >= from);
  }

  function fits(incident, want) {
    var words = want.words.toLowerCase().split(/\s+/).filter(Boolean);
    return words.every(function (w) { return incident.words.indexOf(w) >= 0; }) &&
      (!want.type || incident.type === want.type) &&
      (!want.country || incident.country === want.country) &&
      (!want.grade || incident.grade === want.grade) &&
      (!want.disputed || incident.disputed) &&
      within(incident, want.from, want.to) &&
      (!want.view || !incident.at || map.holds(incident.at));
  }

  /* a long list is shown in parts, so that a page of thousands stays quick */
  var PART = 300, most = PART, before = "";
  var further = document.getElementById("further");
  function list(ids) {
    var left = most, over = 0;
    rows.forEach(function (row, id) {
      var fitting = ids.has(id), seen = fitting && left > 0;
      if (seen) left -= 1; else if (fitting) over += 1;
      if (row.hidden === seen) row.hidden = !seen;
      if (seen && row.className) row.className = "";
    });
    further.hidden = over === 0;
    further.textContent = "Show " + Math.min(PART, over) + " more of " + over;
  }
  further.addEventListener("click", function () { most += PART; apply(); });

  function say(number, noun) { return number + " " + noun + (number === 1 ? "" : "s"); }

  function apply() {
    var want = chosen(), shown = incidents.filter(function (i) { return fits(i, want); });
    var key = JSON.stringify(want);
    if (key !== before) { before = key; most = PART; }
    var ids = new Set(shown.map(function (i) { return i.id; }));
    list(ids);
    document.getElementById("nothing").hidden = shown.length > 0;
    var undated = shown.filter(function (i) { return !i.from; }).length;
    var unplaced = shown.filter(function (i) { return !i.at; }).length;
    var words = shown.length === incidents.length ? say(shown.length, "incident") : shown.length + " of " + say(incidents.length, "incident") + " shown, " + (incidents.length - shown.length) + " hidden by the filters";
    document.getElementById("count").textContent = words + "." + (undated ? " " + say(undated, "incident") + " without a date, always listed." : "");
    document.getElementById("unplaced").textContent = unplaced ? say(unplaced, "incident") + " without a point: in the list only." : "";
    map.show(shown.filter(function (i) { return i.at; }));
    timeline(shown, want);
    var hash = new URLSearchParams(Object.entries(want).filter(function (e) { return e[1]; })).toString();
    if (hash !== location.hash.slice(1)) { written.add(hash); location.replace("#" + hash); }
  }

  /* --- timeline: a bar for each day, month or year; drag over some to filter by them --- */
  var box = document.getElementById("timeline"), SVG = "http://www.w3.org/2000/svg";
  var dated = incidents.filter(function (i) { return i.from; });
  var bins = box && dated.length ? makeBins() : [];

  function makeBins() {
    var first = dated.reduce(function (a, i) { return i.from < a ? i.from : a; }, dated[0].from);
    var last = dated.reduce(function (a, i) { return i.from > a ? i.from : a; }, dated[0].from);
    var days = (Date.parse(last) - Date.parse(first)) / 864e5;
    var unit = days <= 90 ? 10 : days <= 3660 ? 7 : 4; // characters of the ISO day that name a bar
    var found = [], at = new Date(first + "T00:00:00Z");
    if (unit < 10) at.setUTCDate(1);
    if (unit < 7) at.setUTCMonth(0);
    while (at.toISOString().slice(0, 10) <= last) {
      var from = at.toISOString().slice(0, 10);
      if (unit === 10) at.setUTCDate(at.getUTCDate() + 1);
      else if (unit === 7) at.setUTCMonth(at.getUTCMonth() + 1);
      else at.setUTCFullYear(at.getUTCFullYear() + 1);
      var to = new Date(at.getTime() - 864e5).toISOString().slice(0, 10);
      found.push({ name: from.slice(0, unit), from: from, to: to });
    }
    return found;
  }

  function add(parent, name, attributes, text) {
    var made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(function (e) { made.setAttribute(e[0], e[1]); });
    if (text) made.textContent = text;
    parent.append(made);
    return made;
  }

  var HIGH = 84, FOOT = 18, drag = null;
  function timeline(shown, want) {
    if (!bins.length) return;
    var width = Math.max(240, box.clientWidth), step = width / bins.length;
    var svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 " + width + " " + (HIGH + FOOT));
    svg.setAttribute("width", width);
    svg.setAttribute("height", HIGH + FOOT);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", "Incidents over time; the list holds the same facts, and From and To filter by them.");
    var of = {}, all = {};
    var unit = bins[0].name.length;
    dated.forEach(function (i) { var k = i.from.slice(0, unit); all[k] = (all[k] || 0) + 1; });
    shown.forEach(function (i) { if (i.from) { var k = i.from.slice(0, unit); of[k] = (of[k] || 0) + 1; } });
    var most = Math.max.apply(null, Object.values(all));
    bins.forEach(function (bin, n) {
      var x = n * step, inside = (want.from || want.to) && (!want.from || bin.to >= want.from) && (!want.to || bin.from <= want.to);
      if (inside) add(svg, "rect", { x: x, y: 0, width: step, height: HIGH, class: "chosen" });
      var tall = HIGH * (all[bin.name] || 0) / most, mine = HIGH * (of[bin.name] || 0) / most, wide = Math.max(1.5, Math.min(14, step - 1));
      if (tall) add(svg, "rect", { x: x + (step - wide) / 2, y: HIGH - tall, width: wide, height: tall, class: "bar all" });
      if (mine) add(add(svg, "rect", { x: x + (step - wide) / 2, y: HIGH - mine, width: wide, height: mine, class: "bar" }), "title", {}, bin.name + ": " + say(of[bin.name], "incident"));
    });
    add(svg, "line", { x1: 0, x2: width, y1: HIGH + 0.5, y2: HIGH + 0.5, class: "axis" });
    var every = Math.ceil(64 / step), starts = bins.map(function (b, n) { return n; });
    if (unit === 7 && bins.length > 18) starts = starts.filter(function (n) { return bins[n].name.slice(5) === "01"; });
    var last = -99;
    starts.forEach(function (n) {
      var x = n * step;
      if (n % every && unit !== 7 || x - last < 56 || x > width - 34) return;
      last = x;
      add(svg, "line", { x1: x, x2: x, y1: HIGH, y2: HIGH + 4, class: "axis" });
      add(svg, "text", { x: x + 2, y: HIGH + 14, class: "tick" }, unit === 7 && bins.length > 18 ? bins[n].name.slice(0, 4) : bins[n].name);
    });
    svg.addEventListener("pointerdown", function (e) { drag = at(e, svg); });
    svg.addEventListener("pointerup", function (e) {
      if (drag === null) return;
      var end = at(e, svg), from = bins[Math.min(drag, end)].from, to = bins[Math.max(drag, end)].to;
      var same = form.elements.from.value === from && form.elements.to.value === to;
      form.elements.from.value = same ? "" : from;
      form.elements.to.value = same ? "" : to;
      drag = null;
      apply();
    });
    box.replaceChildren(svg);
    function at(e, element) {
      var left = element.getBoundingClientRect().left;
      return Math.max(0, Math.min(bins.length - 1, Math.floor((e.clientX - left) / step)));
    }
  }

  /* --- the address --- */
  var written = new Set(); // addresses of our own making, which tell nothing new
  function read() {
    var given = new URLSearchParams(location.hash.slice(1));
    NAMES.forEach(function (name) {
      var field = form.elements[name];
      if (field.type === "checkbox") field.checked = given.get(name) === "1";
      else field.value = given.get(name) || "";
    });
  }
  window.addEventListener("hashchange", function (event) {
    if (written.delete(event.newURL.split("#")[1] || "")) return;
    read();
    apply();
  });
  form.addEventListener("input", apply);
  form.addEventListener("reset", function () { setTimeout(apply); });
  form.addEventListener("submit", function (e) { e.preventDefault(); });
  window.addEventListener("resize", apply);
  var narrow = document.getElementById("narrow");
  narrow.hidden = false;
  narrow.open = window.innerWidth > 760 || location.hash.length > 1;
  if (box) box.hidden = !bins.length;
  read();
  map.frame(placed);
  apply();
})();
