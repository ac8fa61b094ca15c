/* What every page of the desk does: dialogs, keys, the token of htmx requests, undo.
   A page adds keys of its own with desk.key("x", function). */
(function () {
  "use strict";
  var own = {};
  var going = false;
  var GO = { i: "/reports-in", o: "/incidents", r: "/review", d: "/disputes", t: "/totals", s: "/sources", a: "/actors", c: "/case" };
  var token = document.querySelector('meta[name="desk-token"]').content;

  function typing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
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
    (next.matches("a, button, [tabindex]") ? next : next.querySelector("a, button, [tabindex]") || next).focus();
    next.scrollIntoView({ block: "nearest" });
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
    var left = setTimeout(close, 8000);
    function close() { box.remove(); }
    box.addEventListener("mouseenter", function () { clearTimeout(left); });
    box.addEventListener("focusin", function () { clearTimeout(left); });
    box.addEventListener("mouseleave", function () { left = setTimeout(close, 8000); });
  }

  window.desk = {
    token: token,
    toast: toast,
    step: step,
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
    if (going) {
      going = false;
      if (GO[key]) { event.preventDefault(); location.href = GO[key]; }
      return;
    }
    if (own[key]) { event.preventDefault(); own[key](event); return; }
    if (key === "g") { going = true; setTimeout(function () { going = false; }, 1500); return; }
    if (key === "?") { document.getElementById("keys").showModal(); return; }
    if (key === "/") {
      var words = document.getElementById("words");
      if (words) { event.preventDefault(); words.focus(); }
      return;
    }
    var button = document.querySelector('[data-key="' + CSS.escape(key) + '"]:not(:disabled)');
    var seen = button && button.offsetParent !== null;
    /* j and k go through the rows of a page once one of them has the focus */
    if (/^[jk]$/.test(key) && (!seen || document.activeElement.closest("[data-row]"))) {
      event.preventDefault();
      step(key === "j" ? 1 : -1);
    } else if (seen) { event.preventDefault(); button.click(); }
  });
})();
