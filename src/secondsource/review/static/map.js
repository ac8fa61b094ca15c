/* Incidents on a map, drawn as tightly as the words place them and no tighter.

   In: an element, the countries (TopoJSON of world-atlas) and plain rows: {id, what, date, place,
   where, lat, lon, radius (km), precision (UCDP where_prec), disputed}. A row without lat is listed
   under the map by its owner. Out: `incidentMap(element, options)` with
       show(rows)          draw these rows
       select(id, move)    mark the point of one incident
       fit()               show all points
       bounds()            [west, south, east, north] of the view
       outside()           [{name, many, go()}] of points outside the view
   options: {world, tiles, onSelect(id), onOnly(place), onMove(), onView(bounds) when a
   person has moved it}. It needs Leaflet and
   topojson-client, fetches nothing but tiles, and sets text as text only. */
(function () {
  "use strict";
  var FINE = 2;        // UCDP where_prec: the place itself or near it
  var LEAST = 5;       // px, of a ring
  var APART = 34;      // px, closer places are drawn as one group
  var LISTED = 8;      // incidents named in the popup of one place
  var NAMED = 40;      // labels at most
  var EDGE = 22;       // px, of an arrow from the edge of the view

  function colour(element, name) { return getComputedStyle(element).getPropertyValue(name).trim(); }

  function el(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text != null) made.textContent = text;
    return made;
  }

  /* rows that stand at one place, as one thing to draw */
  function placesOf(rows) {
    var found = new Map();
    rows.forEach(function (row) {
      if (row.lat == null) return;
      var key = row.lat + "," + row.lon + "," + (row.radius || 0);
      var place = found.get(key);
      if (!place) {
        place = { at: L.latLng(row.lat, row.lon), lat: row.lat, lon: row.lon, radius: row.radius || 0, wide: row.precision > FINE, name: row.place, rows: [] };
        found.set(key, place);
      }
      place.rows.push(row);
    });
    return Array.from(found.values()).sort(function (a, b) { return b.rows.length - a.rows.length; });
  }

  /* places whose middles would touch at this zoom are one group; a grid finds the near ones */
  function grouped(places, map) {
    var grid = new Map(), groups = [];
    places.forEach(function (place) {
      var p = map.project(place.at), cx = Math.floor(p.x / APART), cy = Math.floor(p.y / APART), home = null;
      for (var x = cx - 1; x <= cx + 1 && !home; x++) {
        for (var y = cy - 1; y <= cy + 1 && !home; y++) {
          (grid.get(x + "," + y) || []).forEach(function (g) { if (!home && g.p.distanceTo(p) < APART) home = g; });
        }
      }
      if (!home) {
        home = { p: p, places: [], many: 0 };
        var key = cx + "," + cy;
        if (!grid.has(key)) grid.set(key, []);
        grid.get(key).push(home);
        groups.push(home);
      }
      home.places.push(place);
      home.many += place.rows.length;
    });
    return groups;
  }

  window.incidentMap = function (element, options) {
    var map = L.map(element, { worldCopyJump: true, zoomSnap: 0.25, minZoom: 1, maxZoom: options.tiles ? 17 : 10, attributionControl: true, fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false, keyboard: true });
    map.attributionControl.setPrefix(false);
    map.setView([20, 20], 2);
    element.setAttribute("role", "application");
    element.setAttribute("aria-roledescription", "map");
    var countries = topojson.feature(options.world, options.world.objects.countries).features.map(unrolled);
    var names = countryLabels(countries);
    if (options.tiles) {
      L.tileLayer(options.tiles, { maxZoom: 17, attribution: "Tiles as set for this desk" }).addTo(map);
    } else {
      L.geoJSON({ type: "FeatureCollection", features: countries }, {
        renderer: L.canvas({ padding: 0.4 }), interactive: false, smoothFactor: 0.6,
        style: { color: colour(element, "--border"), weight: 0.8, fillColor: colour(element, "--land-2"), fillOpacity: 1 }
      }).addTo(map);
      map.attributionControl.addAttribution("Countries: Natural Earth");
    }
    map.createPane("names").style.zIndex = 450;
    map.getPane("names").style.pointerEvents = "none";
    var svg = L.svg({ padding: 0.4 }).addTo(map);
    var rings = L.layerGroup().addTo(map), labels = L.layerGroup().addTo(map), land = L.layerGroup().addTo(map);
    var edge = el("div", "edges");  // for the pointer; the owner lists the same places for everybody
    edge.setAttribute("aria-hidden", "true");
    element.append(edge);
    var places = [], rowOf = new Map(), chosen = null, framed = false, quiet = false;

    function metres(radius, lat) { return (radius * 1000) / (40075016.686 * Math.cos(lat * Math.PI / 180) / Math.pow(2, map.getZoom() + 8)); }

    function draw() {
      rings.clearLayers(); labels.clearLayers(); land.clearLayers();
      var taken = [], view = map.getBounds().pad(0.3), size = map.getSize(), named = 0;
      var near = places.filter(function (p) { return view.contains(p.at); });
      var groups = grouped(near, map);
      groups.forEach(function (group) {
        var here = map.latLngToContainerPoint(group.places[0].at);
        var half = group.places.length > 1 ? bubble(group.many) : 6;
        taken.push([here.x - half, here.y - half, here.x + half, here.y + half]);
      });
      groups.forEach(function (group) {
        if (group.places.length > 1) drawGroup(group); else drawPlace(group.places[0]);
      });
      groups.forEach(function (group) {
        var at = map.latLngToContainerPoint(group.places[0].at);
        if (named >= NAMED || at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y) return;
        if (group.places.length === 1 && label(group.places[0], at, taken)) named++;
      });
      if (!options.tiles) nameCountries(taken, size);
      arrows(size);
    }

    /* what lies outside the view, as arrows at the edge on the way there, near ones together */
    function arrows(size) {
      var view = map.getBounds(), middle = size.divideBy(2), made = [];
      edge.replaceChildren();
      places.forEach(function (place) {
        if (view.contains(place.at)) return;
        var way = map.latLngToContainerPoint(place.at).subtract(middle);
        var out = Math.min((middle.x - EDGE) / Math.abs(way.x || 1e-9), (middle.y - EDGE) / Math.abs(way.y || 1e-9));
        var at = middle.add(way.multiplyBy(out));
        if (at.x < 64 && at.y < 104) at = L.point(EDGE, 104);  // below the buttons that zoom
        var near = made.find(function (a) { return a.at.distanceTo(at) < 2 * EDGE; });
        if (!near) { near = { at: at, turn: Math.atan2(way.y, way.x) * 180 / Math.PI, places: [], many: 0 }; made.push(near); }
        near.places.push(place);
        near.many += place.rows.length;
      });
      made.forEach(function (a) {
        var button = el("button", "edge"), names = a.places.slice(0, 3).map(function (p) { return p.name; }).filter(Boolean).join(", ");
        button.type = "button";
        button.tabIndex = -1;
        button.title = a.many + (a.many === 1 ? " incident" : " incidents") + " outside this view" + (names ? ": " + names + (a.places.length > 3 ? " …" : "") : "");
        button.style.left = a.at.x + "px";
        button.style.top = a.at.y + "px";
        var drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS("http://www.w3.org/2000/svg", "path");
        drawn.setAttribute("viewBox", "-20 -20 40 40");
        path.setAttribute("d", "M12 -5L19 0L12 5Z");
        path.setAttribute("transform", "rotate(" + a.turn.toFixed(1) + ")");
        drawn.append(path);
        button.append(drawn, el("span", "", String(a.many)));
        button.addEventListener("click", function () { there(a.places); });
        edge.append(button);
      });
      L.DomEvent.disableClickPropagation(edge);
    }

    /* the places of one arrow, in the middle of the view where they fit in it; else the nearest */
    function there(some) {
      var bounds = L.latLngBounds(some.map(function (p) { return p.at; })), middle = map.getCenter();
      var first = some.slice().sort(function (a, b) { return a.at.distanceTo(middle) - b.at.distanceTo(middle); })[0];
      map.panTo(map.getBoundsZoom(bounds) >= map.getZoom() ? bounds.getCenter() : first.at, { animate: false });
    }

    function bubble(many) { return 9 + Math.min(11, Math.log2(many + 1) * 2); }

    function drawPlace(place) {
      var isChosen = place.rows.some(function (r) { return r.id === chosen; });
      var px = metres(place.radius, place.lat), disputed = place.rows.some(function (r) { return (r.disputed || []).indexOf("place") >= 0; });
      var css = "ring" + (place.wide ? " wide" : "") + (isChosen ? " chosen" : "") + (disputed ? " disputed" : "");
      var style = { renderer: svg, className: css, weight: 1.4, fillOpacity: 1, bubblingMouseEvents: false };
      var ring = px > LEAST ? L.circle(place.at, Object.assign({ radius: place.radius * 1000 }, style)) : L.circleMarker(place.at, Object.assign({ radius: LEAST }, style));
      rings.addLayer(ring);
      if (place.wide && ring._path) ring._path.setAttribute("fill", "url(#hatch)");
      var dot = L.circleMarker(place.at, { renderer: svg, className: "dot" + (isChosen ? " chosen" : "") + (disputed ? " hollow" : ""), radius: 2.5, weight: 0, fillOpacity: 1, bubblingMouseEvents: false });
      rings.addLayer(dot);
      [ring, dot].forEach(function (layer) { layer.on("click", function () { pick(place); }); });
    }

    function drawGroup(group) {
      var isChosen = group.places.some(function (p) { return p.rows.some(function (r) { return r.id === chosen; }); });
      var half = bubble(group.many), node = el("span", "", String(group.many));
      var marker = L.marker(group.places[0].at, {
        icon: L.divIcon({ className: "group" + (isChosen ? " chosen" : ""), html: node, iconSize: [half * 2, half * 2] }),
        keyboard: false, title: group.many + " incidents at " + group.places.length + " places"
      });
      marker.on("click", function () {
        var bounds = L.latLngBounds(group.places.map(function (p) { return p.at; }));
        if (map.getBoundsZoom(bounds) > map.getZoom() + 0.2 && map.getZoom() < map.getMaxZoom()) map.fitBounds(bounds.pad(0.4), { maxZoom: map.getZoom() + 3 });
        else popup(group.places[0].at, [].concat.apply([], group.places.map(function (p) { return p.rows; })), group.places[0].name);
      });
      rings.addLayer(marker);
    }

    /* a name beside its ring, on the first side where it covers nothing */
    function label(place, at, taken) {
      if (!place.name) return false;
      var text = place.name + " · " + place.rows.length, wide = text.length * 6.6 + 8, tall = 16, gap = 9;
      var sides = [[at.x + gap, at.y - tall / 2], [at.x - gap - wide, at.y - tall / 2], [at.x - wide / 2, at.y - gap - tall], [at.x - wide / 2, at.y + gap]];
      for (var i = 0; i < sides.length; i++) {
        var box = [sides[i][0], sides[i][1], sides[i][0] + wide, sides[i][1] + tall];
        if (box[0] > 0 && box[2] < map.getSize().x && free(box, taken)) {
          taken.push(box);
          put(labels, box, text, "place-name", i === 1 ? "right" : i > 1 ? "middle" : "");
          return true;
        }
      }
      return false;
    }

    function free(box, taken) {
      return !taken.some(function (t) { return box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]; });
    }

    function put(layer, box, text, css, align) {
      var node = el("span", align, text);
      layer.addLayer(L.marker(map.containerPointToLatLng([box[0], box[1]]), {
        pane: "names", interactive: false, keyboard: false,
        icon: L.divIcon({ className: css, html: node, iconSize: [box[2] - box[0], box[3] - box[1]], iconAnchor: [0, 0] })
      }));
    }

    function nameCountries(taken, size) {
      names.forEach(function (country) {
        var a = map.latLngToContainerPoint([country.box[3], country.box[0]]), b = map.latLngToContainerPoint([country.box[1], country.box[2]]);
        var wide = country.name.length * 8.2 + 6, at = map.latLngToContainerPoint(country.at);
        if (b.x - a.x < wide || b.y - a.y < 18 || at.x < wide / 2 || at.y < 10 || at.x > size.x - wide / 2 || at.y > size.y - 10) return;
        for (var dy = 0; dy < 3; dy++) {
          var y = at.y + [0, -22, 22][dy], box = [at.x - wide / 2, y - 8, at.x + wide / 2, y + 8];
          if (free(box, taken)) { taken.push(box); put(land, box, country.name, "land-name", "middle"); return; }
        }
      });
    }

    function pick(place) {
      if (place.rows.length === 1) options.onSelect(place.rows[0].id);
      else popup(place.at, place.rows, place.name);
    }

    function popup(at, rows, name) {
      var box = el("div", "popup");
      box.append(el("p", "", (name || "Here") + ": " + rows.length + " incidents"));
      var list = el("ul");
      rows.slice(0, LISTED).forEach(function (row) {
        var item = el("li"), button = el("button", "plain", (row.date || "no date") + ": " + row.what);
        button.type = "button";
        button.addEventListener("click", function () { map.closePopup(); options.onSelect(row.id); });
        item.append(button);
        list.append(item);
      });
      box.append(list);
      if (name && options.onOnly) {
        var only = el("button", "", "Show only " + name);
        only.type = "button";
        only.addEventListener("click", function () { map.closePopup(); options.onOnly(name); });
        box.append(only);
      }
      L.popup({ autoPan: true, maxWidth: 280 }).setLatLng(at).setContent(box).openOn(map);
    }

    /* all points, leaving out the few that lie far off when most are close together */
    function fit() {
      if (!places.length) return;
      quiet = true;
      map.fitBounds(L.latLngBounds(places.map(function (p) { return p.at; })).pad(0.12), { maxZoom: 7, animate: false });
      quiet = false;
      draw();
    }

    map.on("moveend", function () { draw(); if (framed && options.onMove) options.onMove(); if (!quiet && framed && options.onView) options.onView(api.bounds()); });
    new ResizeObserver(function () {
      quiet = true;
      map.invalidateSize({ animate: false });
      if (!framed && places.length && element.clientWidth) { framed = true; fit(); }
      quiet = false;
    }).observe(element);

    var api = {
      show: function (rows) {
        rowOf = new Map(rows.map(function (r) { return [r.id, r]; }));
        places = placesOf(rows);
        element.setAttribute("aria-label", "Map of " + rows.filter(function (r) { return r.lat != null; }).length + " of " + rows.length + " incidents at " + places.length + " places; the list holds the same facts.");
        if (!framed && places.length && element.clientWidth) { framed = true; fit(); } else draw();
      },
      select: function (id, move) {
        chosen = id;
        var row = rowOf.get(id);
        if (move && row && row.lat != null && !map.getBounds().contains([row.lat, row.lon])) {
          quiet = true; map.panTo([row.lat, row.lon], { animate: false }); quiet = false;
        }
        draw();
      },
      fit: fit,
      frame: function (b) { framed = true; quiet = true; map.fitBounds([[b[1], b[0]], [b[3], b[2]]], { animate: false }); quiet = false; draw(); },
      bounds: function () { var b = map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; },
      outside: function () {
        var view = map.getBounds();
        return places.filter(function (p) { return !view.contains(p.at); }).map(function (p) {
          return { name: p.name, many: p.rows.length, go: function () { map.panTo(p.at, { animate: false }); } };
        });
      },
      zoom: function () { return map.getZoom(); },
      drawn: function () { return places.length; }
    };
    return api;
  };

  /* a country across the 180th meridian goes on beyond it, and one around the pole is closed there */
  function unrolled(country) {
    function ring(points) {
      var turn = 0, out = points.map(function (p, i) {
        if (i && Math.abs(p[0] - points[i - 1][0]) > 180) turn += p[0] < points[i - 1][0] ? 360 : -360;
        return [p[0] + turn, p[1]];
      });
      if (turn) { var pole = out[0][1] < 0 ? -90 : 90; out.push([out[out.length - 1][0], pole], [out[0][0], pole], out[0]); }
      return out;
    }
    function part(rings) { return rings.map(ring); }
    var shape = country.geometry, parts = shape.type === "Polygon" ? [part(shape.coordinates)] : shape.coordinates.map(part);
    return { type: "Feature", properties: country.properties, geometry: { type: "MultiPolygon", coordinates: parts } };
  }

  /* where each country's name stands: the middle of its largest part */
  function countryLabels(features) {
    return features.map(function (country) {
      var best = null, most = -1;
      country.geometry.coordinates.forEach(function (part) {
        var sum = 0, x = 0, y = 0, box = [540, 90, -540, -90], ring = part[0];
        for (var i = 0; i < ring.length - 1; i++) {
          var a = ring[i], b = ring[i + 1], cross = a[0] * b[1] - b[0] * a[1];
          sum += cross; x += (a[0] + b[0]) * cross; y += (a[1] + b[1]) * cross;
          box = [Math.min(box[0], a[0]), Math.min(box[1], a[1]), Math.max(box[2], a[0]), Math.max(box[3], a[1])];
        }
        if (Math.abs(sum) > most && sum) { most = Math.abs(sum); best = { name: country.properties.name, at: [y / (3 * sum), x / (3 * sum)], box: box, size: most }; }
      });
      return best;
    }).filter(Boolean).sort(function (a, b) { return b.size - a.size; });
  }
})();
