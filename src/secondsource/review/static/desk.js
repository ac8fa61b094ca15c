/* What every page of the desk does: dialogs, keys, the token of htmx requests, undo.
   A page adds keys of its own with desk.key("x", function). */
(function () {
  "use strict";
  var own = {};
  var going = false;
  var GO = { i: "/reports-in", o: "/incidents", r: "/review", d: "/disputes", t: "/totals", s: "/sources", a: "/actors", c: "/case" };
  var token = document.querySelector('meta[name="desk-token"]').content;

  function typing(target) {
    return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
  }

  /* rows that j and k go through: whatever the page marks with data-row */
  function step(by) {
    var rows = Array.prototype.filter.call(document.querySelectorAll("[data-row]"), function (row) {
      return row.offsetParent !== null;
    });
    if (!rows.length) return;
    var at = rows.findIndex(function (row) { return row.contains(document.activeElement); });
    if (at < 0) at = rows.findIndex(function (row) { return row.getAttribute("aria-current") === "true"; });
    var next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
    enter(next);
    next.scrollIntoView({ block: "nearest" });
  }

  /* a row is where a page is found again, on the way back to it and after an act */
  function rowAt(node) { return node && node.closest("[data-row]"); }
  function nameOf(row) { return row && (row.id || row.dataset.id) || null; }
  function rowNamed(name) {
    return name && (rowAt(document.getElementById(name)) || document.querySelector('[data-row][data-id="' + CSS.escape(name) + '"]'));
  }
  function enter(row) {
    var first = row.matches("a, button, summary, [tabindex]") ? row : row.querySelector("a, button, summary, [tabindex]");
    if (first) first.focus({ preventScroll: true });
  }

  function toast(words, undo) {
    var box = document.createElement("div");
    box.className = "toast";
    box.append(words);
    if (undo) {
      var button = document.createElement("button");
      button.type = "button";
      button.append("Undo ");
      button.append(Object.assign(document.createElement("kbd"), { textContent: "u" }));
      button.addEventListener("click", undo);
      box.append(button);
    }
    document.getElementById("toasts").replaceChildren(box);
    expire(box);
  }

  /* a toast stays 8 s, longer under the mouse or the focus; its key works after it is out of sight */
  function expire(box) {
    var left = setTimeout(close, 8000);
    function close() { box.className = "vh"; }
    function hold() { clearTimeout(left); }
    function release() { hold(); left = setTimeout(close, 8000); }
    box.addEventListener("mouseenter", hold);
    box.addEventListener("focusin", hold);
    box.addEventListener("mouseleave", release);
    box.addEventListener("focusout", release);
  }

  window.desk = {
    token: token,
    toast: toast,
    step: step,
    row: function () { return rowAt(document.activeElement); },
    enter: enter,
    key: function (name, act) { own[name] = act; },
    data: function (id) { return JSON.parse(document.getElementById(id).textContent); },
    post: function (path, values) {
      return fetch(path, {
        method: "POST",
        headers: { "x-desk-token": token, "hx-request": "true", "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(values)
      });
    }
  };

  /* an act is sent beside the page: a refusal, or what a colleague decided meanwhile, stands where it
     was asked, and nothing that was typed is lost */
  function refuse(form, node) {
    var old = form.nextElementSibling;
    if (old && old.matches("[data-refused]")) old.remove();
    node.dataset.refused = "";
    form.after(node);
    node.tabIndex = -1;
    node.focus();
    node.scrollIntoView({ block: "nearest" });
  }

  function refusal(words) {
    return Object.assign(document.createElement("p"), { className: "note bad", role: "alert", textContent: words });
  }

  function send(form, button) {
    var body = new URLSearchParams(new FormData(form, button));
    form.setAttribute("aria-busy", "true");
    fetch(form.getAttribute("action"), {
      method: "POST",
      headers: { "x-desk-token": token, "hx-request": "true" },
      body: body
    }).then(function (answer) {
      var to = answer.headers.get("hx-redirect");
      if (to) {
        sessionStorage.setItem("desk.left", JSON.stringify([location.pathname, scrollY, nameOf(rowAt(form))]));
        location.assign(to);
        return null;
      }
      if (answer.redirected) { location.assign(answer.url); return null; }
      return answer.text().then(function (words) {
        var said = new DOMParser().parseFromString(words, "text/html");
        form.removeAttribute("aria-busy");
        refuse(form, said.querySelector(".clash, .note") || refusal(said.body.textContent));
      });
    }).catch(function () {
      form.removeAttribute("aria-busy");
      refuse(form, refusal("The desk does not answer, so nothing was done. Is it still running?"));
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    var stays = /^\/act\//.test(form.getAttribute("action") || "") || "stay" in form.dataset;
    if (event.defaultPrevented || !stays) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") send(form, event.submitter);
  });

  /* after an act the page stands where it stood, and its address no longer speaks of the act; on the
     way back the row is found again that led away */
  var left = JSON.parse(sessionStorage.getItem("desk.left") || "null");
  sessionStorage.removeItem("desk.left");
  if (left && left[0] === location.pathname && !location.hash) scrollTo(0, left[1]);
  var again = rowNamed(left ? left[2] : history.state && history.state.row) || rowNamed(location.hash.slice(1));
  if (again) { enter(again); document.activeElement.scrollIntoView({ block: "nearest" }); }
  else if (left) document.getElementById("main").focus({ preventScroll: true });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    var row = link && nameOf(link.closest("[data-row], tr[data-id]") || rowAt(document.activeElement));
    if (row && link.pathname !== location.pathname) history.replaceState(Object.assign({}, history.state, { row: row }), "");
  });
  var here = new URL(location.href);
  if (here.searchParams.has("done")) {
    here.searchParams.delete("done");
    history.replaceState(history.state, "", here.pathname + here.search + here.hash);
  }
  var told = document.querySelector("[data-toast]");
  if (told) expire(told);

  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["x-desk-token"] = token;
  });
  /* a refusal is shown where the answer would have stood */
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status >= 400) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  document.addEventListener("click", function (event) {
    var open = event.target.closest("[data-open]");
    if (open) document.getElementById(open.dataset.open).showModal();
    if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
    var menu = event.target.closest("[data-menu]");
    if (menu) menu.setAttribute("aria-expanded", String(menu.closest(".top").classList.toggle("open")));
  });

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]") || document.body.dataset.keys === "off") return;
    var key = event.key;
    var clash = document.querySelector('.clash [data-key="' + CSS.escape(key) + '"]');
    if (clash) { event.preventDefault(); clash.click(); return; }
    if (going) {
      going = false;
      if (GO[key]) { event.preventDefault(); location.href = GO[key]; }
      return;
    }
    if (own[key]) { event.preventDefault(); own[key](event); return; }
    if (key === "g") { going = true; setTimeout(function () { going = false; }, 1500); return; }
    if (key === "b") { history.back(); return; }
    if (key === "?") { document.getElementById("keys").showModal(); return; }
    if (key === "/") {
      var words = document.getElementById("words");
      if (words) { event.preventDefault(); words.focus(); }
      return;
    }
    /* the row that has the focus is asked first: it may have a key of the page for itself */
    var named = '[data-key="' + CSS.escape(key) + '"]:not(:disabled)', row = rowAt(document.activeElement);
    var button = (row && row.querySelector(named)) || document.querySelector(named);
    var seen = button && button.offsetParent !== null;
    /* j and k go through the rows of a page once one of them has the focus */
    if (/^[jk]$/.test(key) && (!seen || row)) {
      event.preventDefault();
      step(key === "j" ? 1 : -1);
    } else if (seen) { event.preventDefault(); button.click(); }
  });
})();
