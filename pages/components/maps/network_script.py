"""The program of every map of the network; what it shows is data in the page of each map.

It comes from an address of the panel: the policy of its pages runs no script that is written in
one (`server.headers`).
"""

MAP_SCRIPT = "/mapa-da-rede.js"
SCRIPT = """(() => {
  const told = JSON.parse(document.getElementById("told").textContent), edge = 4;
  const map = window.network = L.map("network", {preferCanvas: true, zoomControl: false,
    attributionControl: false, minZoom: 3, zoomSnap: 0.25,
    scrollWheelZoom: false});  // the wheel is the page's
  map.fitBounds(told.bounds);
  const line = {color: told.line, weight: 0.8, fillColor: told.fill, fillOpacity: 1};
  const names = L.layerGroup().addTo(map), layers = {}, towns = {};
  L.control.zoom({zoomInTitle: "Aproximar", zoomOutTitle: "Afastar"}).addTo(map);
  const borders = (url, style) => fetch(url).then(r => r.ok ? r.json() : null).then(found =>
    found && L.geoJSON(found, {interactive: false, style}).addTo(map).bringToBack());
  // Borders of the towns of the UFs in sight, asked for once; whose polygons the mesh lacks, none.
  const near = () => {
    for (const state of layers.whole?.getLayers() ?? []) {
      const code = state.feature.properties.code;
      if (code.length != 2 || code in towns || !state.getBounds().intersects(map.getBounds()))
        continue;
      towns[code] = null;
      borders(told.towns + "-" + code + ".geojson", {...line, weight: 0.4, fillOpacity: 0})
        .then(found => { towns[code] = found; named(); });
    }
  };
  const named = () => {
    names.clearLayers();
    const close = map.getZoom() >= told.towns_from;
    for (const found of Object.values(towns)) {
      if (found && close) found.addTo(map).bringToBack(); else found?.remove();
    }
    layers.whole?.bringToBack();  // it is filled, and would hide the lines of the towns
    const shown = close ? Object.values(towns).concat(layers.whole)
      : map.getZoom() >= told.states_from ? [layers.whole] : [];
    const inSight = shown.flatMap(found => found?.getLayers() ?? [])
      .filter(place => !close || place.feature.properties.code.length > 2)
      .map(place => [place.getBounds().getCenter(), place.feature.properties.name])
      .filter(([at]) => map.getBounds().contains(at));
    for (const [at, name] of inSight.length > told.most_names ? [] : inSight) {
      const text = document.createElement("span");
      text.textContent = name;
      L.tooltip({permanent: true, direction: "center", className: "name", interactive: false})
        .setLatLng(at).setContent(text).addTo(names);
    }
  };
  map.on("moveend", () => {
    if (map.getZoom() >= told.towns_from) near();
    named();
  });
  borders(told.mesh, line).then(found => { layers.whole = found; map.fire("moveend"); });
  const colours = told.colours, beginnings = told.beginnings;
  // The card of a partner, on the page around, with the filters that it has now. The link is of
  // that page: an inner one may not lead it elsewhere.
  const open = unit => {
    const asked = new URLSearchParams(parent.location.search);
    asked.set(told.unit, told.kind + ":" + unit);
    const link = parent.document.createElement("a");
    link.href = "?" + asked;
    parent.document.body.append(link);
    link.click();
    link.remove();
  };
  // What would reach beyond the map is moved inside it.
  map.on("tooltipopen", ({tooltip}) => {
    if (tooltip.options.permanent) return;
    const element = tooltip.getElement();
    element.style.translate = "none";
    const box = element.getBoundingClientRect();
    const inside = (low, high, room) => Math.max(edge - low, Math.min(0, room - edge - high));
    element.style.translate = `${inside(box.left, box.right, innerWidth)}px `
      + `${inside(box.top, box.bottom, innerHeight)}px`;
  });
  for (const [lat, lon, group, active, beginning, ending, town, uf, unit] of told.points) {
    const text = document.createElement("span");
    const name = beginnings[beginning] + (ending ? town : "");
    text.textContent = name + " — " + town + " (" + uf + ")" + (active ? "" : " (inativo)")
      + ": clique para abrir o cartão";
    L.circleMarker([lat, lon], {radius: told.radius, weight: 1, color: colours[group],
      fillColor: colours[group], fillOpacity: active ? 0.75 : 0})
      .bindTooltip(text).on("click", () => open(unit)).addTo(map);
  }
})();
"""
