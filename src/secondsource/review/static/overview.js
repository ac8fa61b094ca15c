/* The overview: one filter, kept in the address; list, map and timeline follow it.
   Rows for map and timeline come once (/overview/points.json); the server filters, and answers with
   the sentence, the first rows of the list and the numbers of the rows shown. */
(function () {
  "use strict";
  var form = document.getElementById("filters"), views = document.querySelector(".views");
  var state = desk.data("state"), rows = null, sides = {}, chosen = null, asking = null, numberOf = new Map();
  var KEEP = 2500;  // px above and below the view in which blocks of the list are held
  var place = document.querySelector(".case") ? document.querySelector(".case").textContent : "";
  var STORE = "secondsource filters of " + place;
  var map = null, time = null;

  /* --- the address and the form say the same ---------------------------------------------- */
  function fill(query) {
    var asked = new URLSearchParams(query);
    form.querySelectorAll("[data-key-of]").forEach(function (list) {
      asked.getAll(list.dataset.keyOf).forEach(function (value) {
        if (list.querySelector('input[value="' + CSS.escape(value) + '"]')) return;
        var item = document.createElement("li"), label = document.createElement("label"), box = document.createElement("input"), name = document.createElement("span");
        box.type = "checkbox"; box.name = list.dataset.keyOf; box.value = value; name.textContent = value;
        label.append(box, name); item.append(label); list.prepend(item);
      });
    });
    Array.from(form.elements).forEach(function (input) {
      if (!input.name) return;
      if (input.type === "checkbox") input.checked = asked.getAll(input.name).indexOf(input.value) >= 0;
      else input.value = asked.get(input.name) || "";
    });
    var search = document.getElementById("words");
    if (search) search.value = asked.get("words") || "";
    document.getElementById("inview").checked = asked.has("bbox");
  }

  function read() {
    var asked = new URLSearchParams();
    new FormData(form).forEach(function (value, key) { if (value) asked.append(key, value); });
    return asked.toString().replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%2F/g, "/");
  }

  /* pages of an incident go on through the list as it was filtered */
  function remember() { sessionStorage.setItem("desk.filter", location.pathname + location.search); }
  remember();

  /* the focus stays where it was when the sentence and the list are written anew, or goes to the
     sentence, which says what is shown now */
  function stay() {
    var at = document.activeElement, within = at && at.closest("#said, #list"), row = at && at.closest("#list tr[data-id]"), head = at && at.closest("#list th");
    var name = !within ? null : at.id ? "#" + at.id : row ? '#rows tr.row[data-id="' + CSS.escape(row.dataset.id) + '"] .what a' : head ? "#rows th." + head.classList[0] + " a" : at.dataset.file ? '[data-file="' + at.dataset.file + '"]' : "#said";
    return function () {
      var again = name && (document.querySelector(name) || document.getElementById("said"));
      if (again) again.focus({ preventScroll: true });
    };
  }

  function go(query) {
    if (asking) asking.abort();
    asking = new AbortController();
    document.body.classList.add("htmx-request");
    return fetch("/overview/part?" + query, { signal: asking.signal, headers: { "hx-request": "true" } }).then(function (answer) {
      return answer.text().then(function (text) {
        document.body.classList.remove("htmx-request");
        if (!answer.ok) { refuse(text); return; }
        var came = new DOMParser().parseFromString(text, "text/html");
        var back = stay();
        ["said", "list"].forEach(function (id) {
          document.getElementById(id).replaceChildren.apply(document.getElementById(id), Array.from(came.getElementById(id).childNodes));
        });
        state = JSON.parse(came.getElementById("state").textContent);
        var address = "/incidents" + (state.query ? "?" + state.query : "");
        if (location.pathname + location.search !== address) history.replaceState(history.state, "", address);
        remember();
        fill(state.query);
        chips();
        blocks();
        back();
        draw();
        undated();
      });
    }).catch(function (fault) { if (fault.name !== "AbortError") { document.body.classList.remove("htmx-request"); desk.toast("The desk did not answer. Is it still running?"); } });
  }

  /* the words of those without a year: read from the reports, so they come a moment later */
  function undated() {
    var query = state.query;
    fetch("/overview/undated?" + query, { headers: { "hx-request": "true" } }).then(function (answer) { return answer.text(); }).then(function (text) {
      if (query !== state.query) return;
      document.getElementById("undated").replaceChildren.apply(document.getElementById("undated"), Array.from(new DOMParser().parseFromString(text, "text/html").body.childNodes));
    }).catch(function () { /* the next filter asks again */ });
  }

  function refuse(text) {
    var said = new DOMParser().parseFromString(text, "text/html").querySelector(".note");
    desk.toast(said ? said.textContent : "That filter cannot be read.");
  }

  function chips() {
    form.querySelectorAll("[data-filter]").forEach(function (filter) {
      var words = state.chips[filter.dataset.filter], name = filter.querySelector("[data-name]"), chip = filter.querySelector(".chip");
      name.textContent = words || name.dataset.name;
      chip.classList.toggle("on", Boolean(words));
      filter.classList.toggle("set", Boolean(words));
      filter.querySelector(".drop").hidden = !words;
      if (filter.dataset.filter === "bbox") chip.hidden = !words;
    });
  }

  function set(key, value) {
    var asked = new URLSearchParams(state.query);
    asked.delete(key);
    if (value) asked.set(key, value);
    return go(asked.toString());
  }

  function drop(key) {
    var asked = new URLSearchParams(state.query);
    (key === "when" ? ["from", "to"] : [key]).forEach(function (name) { asked.delete(name); });
    return go(asked.toString());
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); go(read()); });
  form.addEventListener("change", function (event) { if (event.target.name) go(read()); });
  form.addEventListener("input", function (event) {
    if (!event.target.matches(".find")) return;
    var find = event.target.value.toLocaleLowerCase();
    event.target.parentElement.querySelectorAll("li").forEach(function (item) { item.hidden = item.textContent.toLocaleLowerCase().indexOf(find) < 0; });
  });
  document.addEventListener("change", function (event) {
    if (event.target.id === "order") { set("sort", event.target.value); }
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-query]"), cross = event.target.closest("[data-drop]"), pick = event.target.closest("[data-select]");
    if (link && !event.ctrlKey && !event.metaKey) { event.preventDefault(); go(link.dataset.query); }
    else if (cross) {
      drop(cross.dataset.drop);
      (cross.dataset.drop === "bbox" ? document.getElementById("inview") : cross.parentElement.querySelector("summary")).focus();
    }
    else if (pick && !event.ctrlKey && !event.metaKey) { event.preventDefault(); select(pick.dataset.select, true); }
    if (event.target.closest("[data-more]")) {
      event.target.setAttribute("aria-expanded", String(form.classList.toggle("open")));
    }
    form.querySelectorAll("details[open]").forEach(function (box) { if (!box.contains(event.target)) box.open = false; });
  });
  /* a long list of values is fetched when somebody looks into it */
  form.addEventListener("toggle", function (event) {
    var list = event.target.open && event.target.querySelector("[data-rest]");
    if (!list) return;
    fetch("/overview/choices?key=" + list.dataset.keyOf, { headers: { "hx-request": "true" } }).then(function (answer) { return answer.text(); }).then(function (text) {
      delete list.dataset.rest;
      list.replaceChildren.apply(list, Array.from(new DOMParser().parseFromString(text, "text/html").body.children));
      fill(state.query);
    });
  }, true);
  form.addEventListener("keydown", function (event) {
    var box = event.target.closest("details[open]");
    if (event.key === "Escape" && box) { box.open = false; box.querySelector("summary").focus(); }
  });
  /* a filter that the focus has left is closed */
  form.addEventListener("focusout", function (event) {
    var box = event.target.closest("details[open]");
    if (box && event.relatedTarget && !box.contains(event.relatedTarget)) box.open = false;
  });
  var search = document.querySelector("form.search");
  if (search) search.addEventListener("submit", function (event) { event.preventDefault(); set("words", search.elements.words.value.trim()); });
  window.addEventListener("popstate", function () { go(location.search.slice(1)); });

  /* --- the list: blocks come and go with the view ------------------------------------------ */
  var watch = new IntersectionObserver(function (seen) {
    seen.forEach(function (entry) { if (entry.isIntersecting) load(entry.target); else unload(entry.target); });
  }, { rootMargin: KEEP + "px 0px" });

  function blocks() {
    watch.disconnect();
    var table = document.getElementById("rows");
    if (!table) return;
    var here = table.tBodies.length, all = Math.ceil(state.shown.length / state.block);
    for (var n = here; n < all; n++) {
      var body = document.createElement("tbody");
      body.dataset.block = n;
      body.setAttribute("role", "rowgroup");
      hold(body, Math.min(state.block, state.shown.length - n * state.block) * (innerWidth <= 760 ? 118 : 52));
      table.append(body);
    }
    Array.from(table.tBodies).forEach(function (body) { watch.observe(body); });
    numberOf = new Map(state.shown.map(function (row, i) { return [row, i]; }));
    if (chosen) mark();
  }

  function hold(body, height) {
    var row = document.createElement("tr"), cell = document.createElement("td");
    row.className = "filler";
    cell.style.height = height + "px";
    row.append(cell);
    body.replaceChildren(row);
    body.dataset.empty = "";
  }

  function load(body) {
    if (!("empty" in body.dataset)) return Promise.resolve();
    if (body.coming) return body.coming;
    var query = state.query;
    body.coming = fetch("/overview/rows?" + query + (query ? "&" : "") + "block=" + body.dataset.block, { headers: { "hx-request": "true" } })
      .then(function (answer) { return answer.text(); })
      .then(function (text) {
        body.coming = null;
        if (query !== state.query || !body.isConnected) return;
        var came = new DOMParser().parseFromString("<table>" + text + "</table>", "text/html").querySelector("tbody");
        if (!came) return;
        body.replaceChildren.apply(body, Array.from(came.children));
        delete body.dataset.empty;
        mark();
      });
    return body.coming;
  }

  function unload(body) {
    if ("empty" in body.dataset || body.contains(document.activeElement) || body.querySelector("[aria-current]")) return;
    hold(body, body.offsetHeight);
  }

  function rowOf(id) { return document.querySelector('#rows tr.row[data-id="' + CSS.escape(id) + '"]'); }

  /* --- one incident is chosen everywhere at once -------------------------------------------- */
  function mark() {
    document.querySelectorAll("#rows tr.row[aria-current]").forEach(function (row) { if (row.dataset.id !== chosen) row.removeAttribute("aria-current"); });
    var row = chosen && rowOf(chosen);
    if (row) row.setAttribute("aria-current", "true");
    return row;
  }

  function close() { document.querySelectorAll("#rows tr.opened").forEach(function (row) { row.remove(); }); }

  function unselect() {
    var row = chosen && rowOf(chosen);
    if (row && document.activeElement.closest("tr.opened")) row.querySelector("a").focus({ preventScroll: true });
    chosen = null;
    close();
    mark();
    if (map) map.select(null);
    if (time) time.select(null);
  }

  function select(id, move) {
    var same = id === chosen && document.querySelector("#rows tr.opened");
    chosen = id;
    if (map) map.select(id, true);
    if (time) time.select(id);
    if (same) { if (move) show(rowOf(id)); return Promise.resolve(); }
    var row = mark();
    if (!row) return bring(id).then(function () { row = mark(); if (row) { if (move) show(row); return open(row); } });
    if (move) show(row);
    return open(row);
  }

  function show(row) {
    if (!row) return;
    if (views.dataset.view !== "list" && tabbed()) tab("list");
    row.querySelector("a").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    var head = document.querySelector("#rows thead tr");
    if (head && row.getBoundingClientRect().top < head.offsetHeight) scrollBy(0, row.getBoundingClientRect().top - head.offsetHeight - 8);
  }

  /* the block of an incident that is shown but not written out yet */
  function bring(id) {
    if (!rows) return Promise.resolve();
    var at = numberOf.get(rows.findIndex(function (row) { return row.id === id; }));
    var body = at == null ? null : document.querySelector('#rows tbody[data-block="' + Math.floor(at / state.block) + '"]');
    return body ? load(body) : Promise.resolve();
  }

  function open(row) {
    return fetch("/incidents/" + encodeURIComponent(row.dataset.id) + "/peek", { headers: { "hx-request": "true" } })
      .then(function (answer) { return answer.text(); })
      .then(function (text) {
        if (row.dataset.id !== chosen || !row.isConnected) return;
        var above = document.querySelector("#rows tr.opened"), shift = above && above.offsetTop < row.offsetTop ? above.offsetHeight : 0;
        close();
        if (shift && row.getBoundingClientRect().top < 0) scrollBy(0, -shift);
        var opened = document.createElement("tr"), cell = document.createElement("td");
        opened.className = "opened";
        opened.dataset.id = row.dataset.id;
        opened.setAttribute("role", "row");
        cell.setAttribute("role", "cell");
        cell.colSpan = 6;
        cell.append.apply(cell, Array.from(new DOMParser().parseFromString(text, "text/html").body.childNodes));
        opened.append(cell);
        row.after(opened);
        var head = document.querySelector("#rows thead tr").offsetHeight, below = opened.getBoundingClientRect().bottom - innerHeight;
        if (below > 0) scrollBy(0, Math.min(below + 8, Math.max(0, row.getBoundingClientRect().top - head - 8)));
      });
  }

  document.getElementById("list").addEventListener("click", function (event) {
    var row = event.target.closest("tr.row");
    if (row && !event.target.closest("a")) {
      if (row.dataset.id === chosen) unselect();
      else { select(row.dataset.id); row.querySelector(".what a").focus({ preventScroll: true }); }
    }
  });
  document.getElementById("list").addEventListener("focusin", function (event) {
    var row = event.target.closest("tr.row");
    if (row && row.dataset.id !== chosen && event.target.matches(".what a") && event.target.matches(":focus-visible")) select(row.dataset.id);
  });

  function step(by) {
    var all = Array.from(document.querySelectorAll("#rows tr.row"));
    if (!all.length) return;
    var current = chosen ? rowOf(chosen) : null, at = all.indexOf(current);
    var next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    var body = current && current.parentElement, beyond = body && (by > 0 ? body.nextElementSibling : body.previousElementSibling);
    if (current && (!next || next.parentElement !== body) && beyond && "empty" in beyond.dataset) {
      load(beyond).then(function () { step(by); });
      return;
    }
    if (next) select(next.dataset.id, true);
  }
  desk.key("j", function () { step(1); });
  desk.key("k", function () { step(-1); });
  ["o", "d"].forEach(function (key) {
    desk.key(key, function () {
      var link = document.querySelector('#rows tr.opened [data-act="' + key + '"]');
      if (link) link.click();
      else desk.toast(key === "d" && document.querySelector("#rows tr.opened") ? "Nothing about it is disputed." : "Choose an incident first, with j or k.");
    });
  });
  desk.key("Escape", unselect);
  desk.key("f", function () {
    var more = document.querySelector("[data-more]");
    (more.offsetParent ? more : form.querySelector("summary")).focus();
  });
  /* from one view to the next: timeline, list, map */
  desk.key("v", function () {
    var order = ["time", "list", "where"], names = { time: "time", list: "list", where: "map" };
    var at = document.activeElement.closest(".views > section"), next = order[(order.indexOf(at && at.id) + 1) % 3];
    if (tabbed()) tab(names[next]);
    if (next === "list") { var row = (chosen && rowOf(chosen)) || document.querySelector("#rows tr.row"); if (row) show(row); }
    else document.querySelector(next === "time" ? "#timeline [tabindex]" : "#map").focus();
  });
  desk.key("s", function () { document.getElementById("save").showModal(); });

  /* --- saved filters: names for addresses, kept in this browser for this case ---------------- */
  function saved() {
    try { return JSON.parse(localStorage.getItem(STORE)) || []; } catch (fault) { return []; }
  }

  function keep(list) {
    try { localStorage.setItem(STORE, JSON.stringify(list)); } catch (fault) { desk.toast("This browser keeps nothing, so the filter was not saved. Copy the address instead."); }
    listed();
  }

  function listed() {
    var list = saved(), box = document.getElementById("saved-list");
    document.getElementById("saved-name").textContent = list.length ? "Saved: " + list.length : "Saved: none yet";
    box.replaceChildren.apply(box, list.map(function (entry) {
      var item = document.createElement("li"), link = document.createElement("a"), away = document.createElement("button");
      link.className = "link"; link.href = "/incidents" + (entry.query ? "?" + entry.query : ""); link.dataset.query = entry.query; link.textContent = entry.name;
      away.type = "button"; away.className = "plain"; away.textContent = "Forget"; away.setAttribute("aria-label", "Forget the filter " + entry.name);
      away.addEventListener("click", function () {
        keep(saved().filter(function (other) { return other.name !== entry.name; }));
        desk.toast("Forgot the filter “" + entry.name + "”.", function () { keep(saved().concat([entry])); });
      });
      item.append(link, away);
      return item;
    }));
    if (!list.length) { var none = document.createElement("li"); none.textContent = "None yet. Set a filter, then save it under a name."; box.append(none); }
  }

  document.getElementById("save-form").addEventListener("submit", function (event) {
    var name = event.target.elements.name.value.trim();
    if (!name) return;
    keep(saved().filter(function (entry) { return entry.name !== name; }).concat([{ name: name, query: state.query }]));
    event.target.reset();
    desk.toast("Saved as “" + name + "”.");
  });

  /* --- map and timeline ---------------------------------------------------------------------- */
  /* what lies outside the scope of the case stands in the list alone: map and timeline are counts */
  function within(some) { return some.filter(function (r) { return !r.outside; }); }
  function drawn() { return within(state.shown.map(function (n) { return rows[n]; })); }

  function draw() {
    if (!rows) return;
    var shown = drawn(), asked = new URLSearchParams(state.query);
    map.show(shown);
    time.show(shown, within(rows), sides, asked.get("from"), asked.get("to"));
    if (chosen) { map.select(chosen); time.select(chosen); }
    offmap(shown);
  }

  /* what the map cannot hold: whole countries, places that no list knows, no place at all */
  function offmap(shown) {
    var box = document.getElementById("offmap"), named = new Map(), none = 0;
    shown.forEach(function (row) {
      if (row.lat != null) return;
      if (row.place) named.set(row.place, (named.get(row.place) || 0) + 1); else none++;
    });
    box.replaceChildren();
    var outside = map.outside();
    if (outside.length) {
      box.append("Outside this view: ");
      outside.slice(0, 5).forEach(function (point, i) {
        var button = document.createElement("button");
        button.type = "button"; button.textContent = (point.name || "unnamed") + " · " + point.many;
        button.addEventListener("click", function () { point.go(); document.getElementById("map").focus(); });
        box.append(i ? ", " : "", button);
      });
      if (outside.length > 5) box.append(" and " + (outside.length - 5) + " more places");
      box.append(". ");
    }
    if (named.size || none) {
      box.append("No point drawn: ");
      var list = Array.from(named).sort(function (a, b) { return b[1] - a[1]; });
      list.slice(0, 8).forEach(function (entry, i) {
        var button = document.createElement("button");
        button.type = "button"; button.textContent = entry[0] + " · " + entry[1];
        button.addEventListener("click", function () { only(entry[0]); });
        box.append(i ? ", " : "", button);
      });
      if (list.length > 8) box.append(" and " + (list.length - 8) + " more places");
      if (none) box.append((list.length ? "; " : "") + none + " without a place");
      box.append(".");
    }
  }

  function only(name) { set("place", name.toLocaleLowerCase()); }

  function seen(bounds) {
    if (document.getElementById("inview").checked) set("bbox", round(bounds).join(","));
  }

  function round(bounds) { return bounds.map(function (degrees) { return Math.round(degrees * 1000) / 1000; }); }

  document.getElementById("inview").addEventListener("change", function (event) {
    if (event.target.checked) set("bbox", round(map.bounds()).join(","));
    else drop("bbox");
  });
  document.getElementById("fit").addEventListener("click", function () { map.fit(); seen(map.bounds()); });

  Promise.all([fetch("/overview/points.json"), fetch("/static/vendor/countries-50m.json")])
    .then(function (answers) { return Promise.all(answers.map(function (answer) { return answer.json(); })); })
    .then(function (came) {
      rows = came[0].rows;
      sides = came[0].sides;
      map = incidentMap(document.getElementById("map"), { world: came[1], tiles: form.dataset.tiles || null, onSelect: function (id) { select(id, true); }, onOnly: only, onView: seen, onMove: function () { if (map) offmap(drawn()); } });
      time = incidentTimeline(document.getElementById("timeline"), {
        onSelect: function (id) { select(id, true); },
        strip: function () { return tabbed() && views.dataset.view !== "time"; },
        onRange: function (from, to) {
          var asked = new URLSearchParams(state.query);
          asked.delete("from"); asked.delete("to");
          if (from) asked.set("from", from);
          if (to) asked.set("to", to);
          go(asked.toString());
        }
      });
      var box = new URLSearchParams(state.query).get("bbox");
      if (box) map.frame(box.split(",").map(Number));
      draw();
      var left = history.state && history.state.row;  // on the way back to a row that was not written out
      if (left && document.activeElement === document.body) select(left, true);
      document.body.dataset.drawn = "";
    });

  /* --- tabs, where there is room for one view only ------------------------------------------- */
  function tabbed() { return getComputedStyle(document.querySelector(".tabs")).display !== "none"; }

  function tab(name) {
    views.dataset.view = name;
    if (time) time.draw();
    document.querySelectorAll('[role="tab"]').forEach(function (button) {
      var on = button.id === "tab-" + name;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
    });
  }
  document.querySelector(".tabs").addEventListener("click", function (event) {
    var button = event.target.closest('[role="tab"]');
    if (button) tab(button.id.slice(4));
  });
  document.querySelector(".tabs").addEventListener("keydown", function (event) {
    var names = ["list", "map", "time"], at = names.indexOf(views.dataset.view), by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by) { tab(names[(at + by + 3) % 3]); document.getElementById("tab-" + views.dataset.view).focus(); }
  });

  fill(state.query);
  chips();
  listed();
  blocks();
})();
