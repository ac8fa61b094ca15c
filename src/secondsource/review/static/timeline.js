/* Incidents in time: all years as a brush, and below it a lane for each side.

   In: an element and plain rows: {id, what, date, place, from, to (ISO days; no `to` = end open),
   camps ([[first, last] …] of a disputed date), side, answers ([[id, basis] …])}. Rows without
   `from` are listed by the owner of the element. Out: `incidentTimeline(element, options)` with
       show(rows, all, sides, from, to)   draw `rows` in a range; `all` stand in the brush
       select(id)                         mark one incident
   The ends of the range are sliders, so that keys move them as the pointer does the brush.
   options: {onRange(from, to), onSelect(id), strip(): whether little room is left for it}; from and to are ISO days or null. It needs d3 and no
   server. */
(function () {
  "use strict";
  var LANES = 4;          // sides with a lane of their own
  var SINGLE = 120;       // more incidents than that are drawn as counts
  var STRIP = 70;         // px, where only a narrow strip of it stands above other views
  var DAY = 864e5;
  var day = d3.utcParse("%Y-%m-%d"), iso = d3.utcFormat("%Y-%m-%d"), words = d3.utcFormat("%-d %B %Y"), brief = d3.utcFormat("%-d %b");

  function label(row) { return row.place ? row.what + ", " + row.place : row.what; }

  window.incidentTimeline = function (element, options) {
    var svg = d3.select(element).append("svg").attr("role", "img").attr("class", "tl");
    var state = null, chosen = null, brushing = false, moving = null, scale = null, held = null, brush = null;
    var ends = { since: end("since", "Shown from"), until: end("until", "Shown until") };
    new ResizeObserver(function () { if (state && element.clientWidth !== state.width) draw(); }).observe(element);

    /* an end of the range: it is moved by keys; a pointer draws the brush under it */
    function end(name, words) {
      return d3.select(element).append("div").attr("class", "end").attr("role", "slider").attr("tabindex", 0).attr("aria-label", words)
        .on("keydown", function (event) { press(name, event); });
    }

    function press(name, event) {
      var by = { ArrowRight: 1, ArrowUp: 1, PageUp: 1, ArrowLeft: -1, ArrowDown: -1, PageDown: -1, Home: 0, End: 0 }[event.key];
      if (by === undefined || !scale || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      var unit = /^Page/.test(event.key) ? d3.utcYear : event.shiftKey ? d3.utcDay : d3.utcMonth, whole = scale.domain();
      var to = by ? by > 0 ? unit.offset(unit.floor(held[name]), 1) : unit.floor(new Date(held[name] - 1)) : whole[event.key === "Home" ? 0 : 1];
      var least = name === "since" ? whole[0] : d3.utcDay.offset(held.since, 1), most = name === "until" ? whole[1] : d3.utcDay.offset(held.until, -1);
      held[name] = to < least ? least : to > most ? most : to;
      place();
      clearTimeout(moving);
      moving = setTimeout(function () {
        moving = null;
        options.onRange(held.since > whole[0] ? iso(held.since) : null, held.until < whole[1] ? iso(d3.utcDay.offset(held.until, -1)) : null);
      }, 250);
    }

    /* both ends, and what is selected between them, where the range held says */
    function place() {
      var whole = scale.domain(), days = function (date) { return Math.round((date - whole[0]) / DAY); };
      Object.keys(ends).forEach(function (name) {
        var open = +held[name] === +whole[name === "since" ? 0 : 1], last = name === "since" ? held.since : d3.utcDay.offset(held.until, -1);
        ends[name].style("left", scale(held[name]) + "px").classed("open", open)
          .attr("aria-valuemin", 0).attr("aria-valuemax", days(whole[1])).attr("aria-valuenow", days(held[name]))
          .attr("aria-valuetext", words(last) + (open ? ", no limit" : ""));
      });
      svg.select(".brush").call(brush.move, ends.since.classed("open") && ends.until.classed("open") ? null : [scale(held.since), scale(held.until)]);
    }

    function lanesOf(rows, sides) {
      var many = d3.rollups(rows.filter(function (r) { return r.side; }), function (v) { return v.length; }, function (r) { return r.side; });
      many.sort(function (a, b) { return b[1] - a[1] || (a[0] < b[0] ? -1 : 1); });
      var own = many.slice(0, many.length > LANES + 1 ? LANES : LANES + 1).map(function (m) { return m[0]; });
      var lanes = own.map(function (id) { return { id: id, name: sides[id] || id }; });
      if (many.length > own.length) lanes.push({ id: "other", name: "Other sides" });
      if (rows.some(function (r) { return !r.side; })) lanes.push({ id: "none", name: "Side not said" });
      var at = new Map(lanes.map(function (lane, i) { return [lane.id, i]; }));
      return { lanes: lanes, of: function (row) { return row.side ? (at.has(row.side) ? at.get(row.side) : at.get("other")) : at.get("none"); } };
    }

    function draw() {
      var width = element.clientWidth;
      if (!width || !state) return;
      state.width = width;
      var narrow = width < 560, strip = narrow && options.strip(), left = narrow ? 8 : 152, right = 16;
      var dated = state.rows.filter(function (r) { return r.from; });
      var every = state.all.filter(function (r) { return r.from; });
      svg.selectAll("*").remove();
      if (!every.length) {
        svg.attr("width", width).attr("height", 40).attr("aria-label", "Timeline: no incident has a year.");
        svg.append("text").attr("x", 16).attr("y", 24).text("No incident has a year, so the timeline is empty.");
        d3.select(element).selectAll(".end").attr("hidden", "");
        return;
      }
      var first = d3.min(every, function (r) { return day(r.from); }), last = d3.max(every, function (r) { return day(r.to || r.from); });
      var years = d3.scaleUtc([d3.utcYear.floor(first), d3.utcYear.ceil(d3.utcDay.offset(last, 1))], [left, width - right]);
      var range = state.from || state.to
        ? [state.from ? day(state.from) : years.domain()[0], d3.utcDay.offset(state.to ? day(state.to) : years.domain()[1], 1)]
        : spread(dated, years.domain());
      if (range[1] <= range[0]) range[1] = d3.utcDay.offset(range[0], 1);
      var x = d3.scaleUtc(range, [left, width - right]);
      var made = lanesOf(dated, state.sides), many = Math.max(1, made.lanes.length), top = strip ? 20 : 58;
      var laneHeight = strip ? 48 / many : narrow ? 24 : many > 4 ? 23 : 30, height = strip ? STRIP : top + many * laneHeight + (narrow ? 6 : 10);
      svg.attr("width", width).attr("height", height).attr("viewBox", [0, 0, width, height].join(" "))
        .attr("aria-label", "Timeline of " + dated.length + " dated incidents from " + words(range[0]) + " to " + words(d3.utcDay.offset(range[1], -1)) + "; the list holds the same facts.");
      if (!strip) brushOf(every, years, left, width - right, narrow);
      axis(x, strip ? 0 : 36, height, width - left - right);
      made.lanes.forEach(function (lane, i) {
        var y = top + i * laneHeight + laneHeight / 2;
        svg.append("path").attr("class", "lane").attr("d", "M" + left + " " + y + "H" + (width - right));
        if (strip) return;
        var name = svg.append("text").attr("class", "lane-name").attr("x", narrow ? left : 12).attr("y", narrow ? y - 5 : y + 4).text(lane.name);
        trim(name, narrow ? width * 0.6 : left - 20);
      });
      var plot = svg.append("g");
      if (dated.length > SINGLE) counts(plot, dated, x, made, top, laneHeight);
      else singles(plot, dated, x, made, top, laneHeight, narrow);
      if (dated.length > 1 && dated.length <= SINGLE && !narrow) gap(plot, dated, x, top);
    }

    /* where nobody has chosen a range, from the first to the last incident that is shown */
    function spread(dated, whole) {
      if (!dated.length) return whole;
      var a = d3.min(dated, function (r) { return day(r.from); }), b = d3.max(dated, function (r) { return day(r.to || r.from); });
      var pad = Math.max(2, (b - a) / DAY * 0.03);
      return [d3.utcDay.offset(a, -pad), d3.utcDay.offset(b, pad + 1)];
    }

    function trim(text, most) {
      var said = text.text();
      while (said.length > 3 && text.node().getComputedTextLength() > most) { said = said.slice(0, -2); text.text(said + "…"); }
    }

    function brushOf(every, years, left, right, narrow) {
      var bins = d3.bin().domain(years.domain()).thresholds(years.ticks(Math.max(12, Math.min(120, (right - left) / 8)))).value(function (r) { return day(r.from); })(every);
      var most = d3.max(bins, function (b) { return b.length; }) || 1;
      var g = svg.append("g").attr("class", "years");
      if (!narrow) g.append("text").attr("class", "lane-name").attr("x", 12).attr("y", 22).text("All years: drag, or ← →");
      g.append("rect").attr("class", "all").attr("x", left).attr("y", 8).attr("width", right - left).attr("height", 22);
      g.selectAll(".n").data(bins.filter(function (b) { return b.length; })).join("rect").attr("class", "n")
        .attr("x", function (b) { return years(b.x0); }).attr("width", function (b) { return Math.max(2, years(b.x1) - years(b.x0) - 1); })
        .attr("y", function (b) { return 29 - 2 - 16 * b.length / most; }).attr("height", function (b) { return 2 + 16 * b.length / most; });
      var step = Math.max(1, Math.ceil(years.ticks(d3.utcYear).length / ((right - left) / 48)));
      g.selectAll(".y").data(years.ticks(d3.utcYear.every(step) || d3.utcYear).filter(function (t) { return years(t) < right - 30; })).join("text").attr("class", "y")
        .attr("x", function (t) { return years(t) + 3; }).attr("y", 18).text(d3.utcFormat("%Y"));
      brush = d3.brushX().extent([[left, 6], [right, 32]]).handleSize(8).on("start", function () { brushing = true; }).on("end", function (event) {
        brushing = false;
        if (!event.sourceEvent) return;
        if (!event.selection) return options.onRange(null, null);
        options.onRange(iso(years.invert(event.selection[0])), iso(d3.utcDay.offset(years.invert(event.selection[1]), 0)));
      });
      g.append("g").attr("class", "brush").call(brush);
      var whole = years.domain(), since = state.from ? d3.min([d3.max([day(state.from), whole[0]]), d3.utcDay.offset(whole[1], -1)]) : whole[0];
      scale = years;
      held = { since: since, until: d3.max([state.to ? d3.min([d3.utcDay.offset(day(state.to), 1), whole[1]]) : whole[1], d3.utcDay.offset(since, 1)]) };
      d3.select(element).selectAll(".end").attr("hidden", null);
      place();
    }

    function axis(x, y, height, wide) {
      var g = svg.append("g").attr("class", "axis"), ticks = x.ticks(Math.max(2, Math.min(12, wide / 90))), format = x.tickFormat();
      g.selectAll("path").data(ticks).join("path").attr("d", function (t) { return "M" + x(t) + " " + y + "V" + (height - 4); });
      g.selectAll("text").data(ticks.filter(function (t) { return x(t) < x.range()[1] - 24; })).join("text").attr("x", function (t) { return x(t) + 4; }).attr("y", y + 11).text(function (t, i) {
        var said = format(t);
        return i === 0 && !/\d{4}/.test(said) ? (t.getUTCDate() === 1 ? d3.utcFormat("%b %Y")(t) : d3.utcFormat("%-d %b %Y")(t)) : t.getUTCDate() !== 1 ? brief(t) : /\d{4}/.test(said) ? said : d3.utcFormat("%b")(t);
      });
    }

    /* each incident: a dot for a day, a bar for a range, a fade for an open end, hollow dots for a dispute */
    function singles(plot, rows, x, made, top, laneHeight, narrow) {
      var at = new Map(), taken = [], limit = x.range();
      rows.forEach(function (row) {
        var lane = made.of(row), y = top + lane * laneHeight + laneHeight / 2;
        var a = x(day(row.from)), b = row.to ? x(d3.utcDay.offset(day(row.to), 1)) : null, open = !row.to;
        if ((open ? limit[1] : b) < limit[0] || a > limit[1]) return;
        at.set(row.id, { row: row, x: Math.max(limit[0], a), mid: open ? a : row.from === row.to ? (a + b) / 2 : Math.max(limit[0], a), end: open ? limit[1] : Math.min(limit[1], b), y: y, open: open, lane: lane });
      });
      var marks = Array.from(at.values()).sort(function (p, q) { return p.lane - q.lane || p.mid - q.mid; });
      marks.forEach(function (mark, i) {  /* near ones in one lane step up and down */
        var before = marks[i - 1];
        mark.dy = before && before.lane === mark.lane && mark.mid - before.mid < 9 ? (before.dy <= 0 ? 5 : -5) : 0;
        mark.y += mark.dy;
      });
      marks.forEach(function (mark) {
        (mark.row.answers || []).forEach(function (answer) {
          var blow = at.get(answer[0]);
          if (blow) arrow(plot, blow, mark, answer[1]);
        });
      });
      marks.forEach(function (mark) {
        var g = plot.append("g").datum(mark).attr("class", "mark" + (mark.row.id === chosen ? " chosen" : "")).attr("data-id", mark.row.id).on("click", function () { options.onSelect(mark.row.id); });
        g.append("title").text((mark.row.date || "") + ": " + label(mark.row));
        shape(g, mark, x);
      });
      if (!narrow) marks.forEach(function (mark) { taken.push([mark.mid - 6, mark.y - 6, Math.max(mark.mid + 6, mark.row.from === mark.row.to ? 0 : mark.end), mark.y + 6]); });
      if (!narrow) marks.forEach(function (mark) { name(plot, mark, taken, limit[1]); });
    }

    function shape(g, mark, x) {
      var row = mark.row, camps = row.camps || [];
      g.append("rect").attr("class", "reach").attr("x", mark.mid - 8).attr("y", mark.y - 9).attr("width", Math.max(16, mark.end - mark.mid + 8)).attr("height", 18);
      if (camps.length > 1) {
        var dots = camps.map(function (c) { return x(d3.utcDay.offset(day(c[0]), 0.5)); });
        g.append("path").attr("class", "either").attr("d", "M" + d3.min(dots) + " " + mark.y + "H" + d3.max(dots));
        dots.forEach(function (cx) { g.append("circle").attr("class", "hollow").attr("cx", cx).attr("cy", mark.y).attr("r", 4); });
      } else if (mark.open) {
        g.append("rect").attr("class", "open").attr("x", mark.mid).attr("y", mark.y - 4).attr("width", Math.min(90, mark.end - mark.mid)).attr("height", 8).attr("fill", "url(#open-end)");
        g.append("path").attr("class", "known").attr("d", "M" + mark.mid + " " + (mark.y - 7) + "v14");
      } else if (row.from === row.to) {
        g.append("circle").attr("class", (row.disputed || []).indexOf("date") >= 0 ? "hollow" : "day").attr("cx", mark.mid).attr("cy", mark.y).attr("r", 4);
      } else {
        g.append("rect").attr("class", "range" + ((row.disputed || []).indexOf("date") >= 0 ? " disputed" : "")).attr("x", mark.mid).attr("y", mark.y - 3.5).attr("width", Math.max(3, mark.end - mark.mid)).attr("height", 7).attr("rx", 1);
      }
    }

    function arrow(plot, from, to, basis) {
      var dx = to.mid - from.mid, dy = to.y - from.y, far = Math.hypot(dx, dy);
      if (far < 12) return;
      var ux = dx / far, uy = dy / far, ex = to.mid - ux * 7, ey = to.y - uy * 7;
      var same = Math.abs(dy) < 1, d = same ? "M" + (from.mid + 5) + " " + (from.y - 4) + "Q" + (from.mid + dx / 2) + " " + (from.y - 18) + " " + (to.mid - 5) + " " + (to.y - 5)
        : "M" + (from.mid + ux * 6) + " " + (from.y + uy * 6) + "L" + ex + " " + ey;
      plot.append("path").attr("class", "arrow " + basis).attr("d", d);
      if (same) { ex = to.mid - 4; ey = to.y - 4; ux = 0.75; uy = 0.66; }
      plot.append("path").attr("class", "head").attr("d", "M" + ex + " " + ey + "l" + (-6 * ux - 3 * uy) + " " + (-6 * uy + 3 * ux) + "l" + 6 * uy + " " + (-6 * ux) + "z");
    }

    function name(plot, mark, taken, end) {
      var text = plot.append("text").attr("class", "mark-name" + (mark.row.id === chosen ? " chosen" : "")).text(mark.row.place || mark.row.what);
      trim(text, 120);
      var wide = text.node().getComputedTextLength(), start = (mark.row.from === mark.row.to ? mark.mid : mark.end) + 11;
      if (mark.open) start = mark.mid + 96;
      var box = [start - 2, mark.y - 7, start + wide, mark.y + 7];
      var crossed = taken.some(function (t) { return box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]; });
      if (crossed || box[2] > end) { text.remove(); return; }
      taken.push(box);
      text.attr("x", start).attr("y", mark.y + 4);
    }

    /* many incidents: how many began in each stretch, by lane */
    function counts(plot, rows, x, made, top, laneHeight) {
      var limit = x.range(), edges = x.ticks(Math.max(10, Math.min(110, (limit[1] - limit[0]) / 9)));
      var most = 1, all = made.lanes.map(function (lane, i) {
        var bins = d3.bin().domain(x.domain()).thresholds(edges).value(function (r) { return day(r.from); })(rows.filter(function (r) { return made.of(r) === i; }));
        most = Math.max(most, d3.max(bins, function (b) { return b.length; }) || 0);
        return bins;
      });
      all.forEach(function (bins, i) {
        var foot = top + (i + 1) * laneHeight - 4;
        plot.append("path").attr("class", "lane").attr("d", "M" + limit[0] + " " + foot + "H" + limit[1]);
        plot.selectAll(".b" + i).data(bins.filter(function (b) { return b.length; })).join("rect").attr("class", "count")
          .attr("x", function (b) { return x(b.x0); }).attr("width", function (b) { return Math.max(2, x(b.x1) - x(b.x0) - 1); })
          .attr("y", function (b) { return foot - 1.5 - (laneHeight - 10) * b.length / most; }).attr("height", function (b) { return 1.5 + (laneHeight - 10) * b.length / most; })
          .append("title").text(function (b) { return b.length + " from " + words(b.x0) + " to " + words(d3.utcDay.offset(b.x1, -1)) + ": " + made.lanes[i].name; });
      });
      if (limit[0] > 100) plot.append("text").attr("class", "note").attr("x", 12).attr("y", 47).text("Counts, at most " + most);
    }

    /* a long silence is said in words: it is not quiet */
    function gap(plot, rows, x, top) {
      var limit = x.domain(), spans = rows.map(function (r) { return [day(r.from), d3.utcDay.offset(r.to ? day(r.to) : limit[1], 1)]; })
        .filter(function (s) { return s[1] > limit[0] && s[0] < limit[1]; }).sort(function (a, b) { return a[0] - b[0]; });
      var reached = null, best = null;
      spans.forEach(function (s) {
        if (reached && s[0] - reached > (best ? best[1] - best[0] : 0)) best = [reached, s[0]];
        reached = reached && reached > s[1] ? reached : s[1];
      });
      if (!best || best[1] - best[0] < 30 * DAY || x(best[1]) - x(best[0]) < 330) return;
      var middle = (x(best[0]) + x(best[1])) / 2;
      plot.insert("text", ":first-child").attr("class", "silence").attr("x", middle).attr("y", top + 4).attr("text-anchor", "middle")
        .text("No report tells of an incident from " + (best[0].getUTCFullYear() === best[1].getUTCFullYear() ? d3.utcFormat("%-d %B")(best[0]) : words(best[0])) + " to " + words(d3.utcDay.offset(best[1], -1)) + ". Silent is not quiet.");
    }

    return {
      show: function (rows, all, sides, from, to) { state = { rows: rows, all: all, sides: sides, from: from, to: to, width: 0 }; if (!brushing && !moving) draw(); },
      draw: draw,
      select: function (id) {
        chosen = id;
        svg.selectAll(".mark").classed("chosen", function (m) { return m && m.row.id === id; });
      }
    };
  };
})();
