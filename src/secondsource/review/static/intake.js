/* Where reports come in: files and folders dropped on the page are sent as if they were chosen. */
(function () {
  "use strict";
  var drop = document.getElementById("drop");
  if (!drop) return;
  var form = drop.querySelector("form"), told = document.getElementById("chosen");
  var most = +drop.dataset.most * 1024 * 1024;

  function weigh(files) {
    var bytes = files.reduce(function (sum, f) { return sum + f.size; }, 0);
    var words = files.length + (files.length === 1 ? " file, " : " files, ") + Math.max(1, Math.round(bytes / 1024)).toLocaleString("en") + " KB";
    told.textContent = bytes > most ? words + ": more than " + drop.dataset.most + " MB. Send it in parts." : words;
    return bytes <= most;
  }

  function chosen() {
    return Array.prototype.reduce.call(form.querySelectorAll("input[type=file]"), function (all, input) {
      return all.concat(Array.prototype.slice.call(input.files));
    }, []);
  }

  /* every file below what was dropped, with its path in there */
  function walk(entry, at) {
    if (entry.isFile) {
      return new Promise(function (done, failed) {
        entry.file(function (file) { done([{ file: file, name: at + file.name, size: file.size }]); }, failed);
      });
    }
    var reader = entry.createReader(), found = [];
    function more() {
      return new Promise(function (done, failed) { reader.readEntries(done, failed); }).then(function (some) {
        if (!some.length) return found;
        found = found.concat(some);
        return more();
      });
    }
    return more().then(function (all) {
      return Promise.all(all.map(function (e) { return walk(e, at + entry.name + "/"); }));
    }).then(function (lists) { return [].concat.apply([], lists); });
  }

  function send(files) {
    if (!files.length || !weigh(files)) return;
    var body = new FormData();
    files.forEach(function (f) { body.append("files", f.file, f.name); });
    told.textContent += ": sending …";
    fetch(form.action, { method: "POST", body: body, headers: { "x-desk-token": desk.token, "hx-request": "true" } }).then(function (answer) {
      if (answer.ok) { location.assign(answer.url.split("#")[0]); return null; }
      return answer.text().then(function (words) {
        told.textContent = new DOMParser().parseFromString(words, "text/html").body.textContent;
      });
    }).catch(function () { told.textContent = "They could not be sent. Is the desk still running?"; });
  }

  form.addEventListener("change", function () { weigh(chosen()); });
  form.addEventListener("submit", function (event) { if (!weigh(chosen())) event.preventDefault(); });
  drop.addEventListener("dragover", function (event) { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", function () { drop.classList.remove("over"); });
  drop.addEventListener("drop", function (event) {
    event.preventDefault();
    drop.classList.remove("over");
    var entries = Array.prototype.map.call(event.dataTransfer.items, function (item) { return item.webkitGetAsEntry && item.webkitGetAsEntry(); }).filter(Boolean);
    if (!entries.length) {
      send(Array.prototype.map.call(event.dataTransfer.files, function (f) { return { file: f, name: f.name, size: f.size }; }));
      return;
    }
    Promise.all(entries.map(function (e) { return walk(e, ""); })).then(function (lists) { send([].concat.apply([], lists)); });
  });
})();
