/* The map: land from Natural Earth, a ring as wide as the words leave a place open, numbers where
   points stand too close. Works from disk: no tile is asked for. */
(function () {
  "use strict";
  var NEAR = 44; // pixels within which points are one number
  var LEAST = 5; // pixels of the smallest ring

  /* a ring that crosses the date line goes on beyond it, instead of back round the world */
  function unbroken(ring) {
    var by = 0;
    return ring.map(function (point, n) {
      if (n && point[0] - ring[n - 1][0] > 180) by -= 360;
      if (n && point[0] - ring[n - 1][0] < -180) by += 360;
      return [point[0] + by, point[1]];
    });
  }

  function land() {
    var all = topojson.feature(window.LAND, window.LAND.objects.countries);
    all.features = all.features.filter(function (one) { return one.id !== "010"; }); // Antarctica
    all.features.forEach(function (one) {
      var shape = one.geometry;
      shape.coordinates = shape.type === "Polygon" ? shape.coordinates.map(unbroken) : shape.coordinates.map(function (part) { return part.map(unbroken); });
    });
    return all;
  }

  function base(element) {
    var map = L.map(element, { attributionControl: false, minZoom: 1, maxZoom: 12, worldCopyJump: true, zoomSnap: 0.5 });
    L.geoJSON(land(), {
      interactive: false, style: { className: "land", weight: 0.7 }
    }).addTo(map);
    return map;
  }

  function ring(at, radius) {
    return L.circle(at, { radius: Math.max(1, radius || 0) * 1000, className: "ring", weight: 1.5 });
  }

  function dot(at) { return L.circleMarker(at, { radius: LEAST, className: "dot", weight: 1.5 }); }

  /* points by nearness on the screen: each joins the first group that begins near it */
  function groups(map, incidents) {
    var cells = new Map(), found = [];
    incidents.forEach(function (incident) {
      var point = map.project(incident.at), x = Math.floor(point.x / NEAR), y = Math.floor(point.y / NEAR), home = null;
      for (var i = -1; i <= 1 && !home; i++) for (var j = -1; j <= 1 && !home; j++) {
        home = (cells.get((x + i) + ":" + (y + j)) || []).find(function (group) { return group.point.distanceTo(point) < NEAR; });
      }
      if (!home) {
        home = { point: point, members: [] };
        var key = x + ":" + y;
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key).push(home);
        found.push(home);
      }
      home.members.push(incident);
    });
    return found.map(function (group) { return group.members; });
  }

  function middle(members) {
    var lat = 0, lon = 0;
    members.forEach(function (m) { lat += m.at[0]; lon += m.at[1]; });
    return [lat / members.length, lon / members.length];
  }

  function spread(members) {
    return L.latLngBounds(members.map(function (m) { return m.at; }));
  }

  function card(members) {
    var list = document.createElement("ul");
    members.slice(0, 12).forEach(function (m) {
      var item = document.createElement("li"), link = document.createElement("a");
      link.className = "link";
      link.href = "incidents/" + m.id + ".html";
      if (document.querySelector(".embedded")) link.target = "_top";
      link.textContent = m.title;
      item.append(link);
      list.append(item);
    });
    if (members.length > 12) list.append(Object.assign(document.createElement("li"), { textContent: "and " + (members.length - 12) + " more in the list" }));
    return list;
  }

  window.siteMap = function (element, moved) {
    var map = base(element), layer = L.layerGroup().addTo(map), shown = [];
    function draw() {
      layer.clearLayers();
      groups(map, shown).forEach(function (members) {
        if (members.length === 1) {
          var one = members[0];
          ring(one.at, one.radius).bindPopup(card(members)).addTo(layer);
          dot(one.at).bindPopup(card(members)).addTo(layer);
          return;
        }
        var icon = L.divIcon({ className: "cluster", html: String(members.length), iconSize: [30, 30] });
        var marker = L.marker(middle(members), { icon: icon, title: members.length + " incidents", alt: members.length + " incidents", keyboard: true });
        marker.on("click keypress", function () {
          var bounds = spread(members);
          if (map.getZoom() >= 9 || bounds.getNorthEast().equals(bounds.getSouthWest())) {
            L.popup().setLatLng(middle(members)).setContent(card(members)).openOn(map);
          } else { map.fitBounds(bounds, { padding: [40, 40], maxZoom: 10 }); }
        });
        marker.addTo(layer);
      });
    }
    map.on("zoomend", draw);
    map.on("moveend", function () { moved(); });
    return {
      show: function (incidents) { shown = incidents; draw(); },
      frame: function (incidents) {
        if (incidents.length) map.fitBounds(spread(incidents), { padding: [30, 30], maxZoom: 6, animate: false });
        else map.setView([20, 20], 2);
      },
      holds: function (at) { return map.getBounds().contains(at); }
    };
  };

  document.addEventListener("DOMContentLoaded", function () {
    var little = document.querySelector("#map[data-lat]");
    if (!little) return;
    var at = [Number(little.dataset.lat), Number(little.dataset.lon)], radius = Number(little.dataset.radius);
    var map = base(little), around = ring(at, radius);
    map.setView(at, 5, { animate: false });
    around.addTo(map);
    dot(at).addTo(map);
    if (radius > 20) map.fitBounds(around.getBounds(), { maxZoom: 6, animate: false, padding: [20, 20] });
  });
})();
