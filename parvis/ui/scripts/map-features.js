// SPDX-License-Identifier: AGPL-3.0-or-later
// Features on the map: points by tone, clusters, cells; each row of the list lights up its marker.
const TONES = ["info", "progress", "ok", "warn", "danger", "muted"];
const SOURCE = "parvis";
const PAUSE_MS = 180;
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const listOf = (frame) => frame.closest(".map-with-list") ?? document;

function byTone() {
  return ["match", ["get", "tone"], ...TONES.flatMap((tone) => [tone, colour(tone)]), colour("info")];
}

const isLit = ["boolean", ["feature-state", "lit"], false];

function pointLayers() {
  return [
    {
      id: "points", type: "circle", source: SOURCE, filter: ["!", ["has", "point_count"]],
      paint: {
        "circle-color": byTone(), "circle-radius": ["case", isLit, 13, 8],
        "circle-stroke-width": ["case", isLit, 4, 2.5], "circle-stroke-color": ["case", isLit, colour("ink"), colour("surface")],
      },
    },
  ];
}

function cellLayers() {
  return [
    { id: "cells", type: "fill", source: SOURCE, paint: { "fill-color": colour("accent"), "fill-opacity": ["+", 0.08, ["*", 0.72, ["to-number", ["get", "weight"], 0]]] } },
    { id: "cells-edge", type: "line", source: SOURCE, paint: { "line-color": colour("accent"), "line-width": ["case", isLit, 3, 0.6], "line-opacity": 0.7 } },
  ];
}

const isLine = ["==", ["geometry-type"], "LineString"];

/** Lines under the points: rides in their colour on a pale edge, walks dotted. */
function wayLayers() {
  const round = { "line-cap": "round", "line-join": "round" };
  const isWalk = ["to-boolean", ["get", "walk"]];
  const rides = ["all", isLine, ["!", isWalk]];
  return [
    { id: "ways-edge", type: "line", source: SOURCE, layout: round, filter: rides, paint: { "line-color": colour("surface"), "line-width": 9 } },
    { id: "ways", type: "line", source: SOURCE, layout: round, filter: rides, paint: { "line-color": ["coalesce", ["get", "colour"], colour("info")], "line-width": ["case", isLit, 8, 5.5] } },
    { id: "ways-walk", type: "line", source: SOURCE, layout: round, filter: ["all", isLine, isWalk], paint: { "line-color": colour("ink"), "line-width": 4, "line-dasharray": [0.1, 1.8] } },
    ...pointLayers().map((layer) => ({ ...layer, filter: ["==", ["geometry-type"], "Point"] })),
  ];
}

/** Areas in one hue, the strongest nearest, on lines in ink; the point in their middle. */
function bandLayers() {
  const isPoint = ["==", ["geometry-type"], "Point"];
  return [
    { id: "bands", type: "fill", source: SOURCE, filter: ["!", isPoint], paint: { "fill-color": colour("info"), "fill-opacity": ["*", 0.72, ["to-number", ["get", "weight"], 0]] } },
    { id: "bands-edge", type: "line", source: SOURCE, filter: ["!", isPoint], layout: { "line-join": "round" }, paint: { "line-color": colour("info-text"), "line-width": ["case", isLit, 4, 1.5] } },
    ...pointLayers().map((layer) => ({ ...layer, filter: isPoint, paint: { ...layer.paint, "circle-color": colour("accent") } })),
  ];
}

const LAYERS = { points: pointLayers, cells: cellLayers, ways: wayLayers, bands: bandLayers };

async function fetchFeatures(map, frame) {
  const url = new URL(frame.dataset.features, location.href);
  if ("byViewport" in frame.dataset) url.searchParams.set("bbox", map.getBounds().toArray().flat().map((value) => value.toFixed(6)).join(","));
  frame.abort?.abort();
  frame.abort = new AbortController();
  const answer = await fetch(url, { signal: frame.abort.signal });
  return answer.ok ? answer.json() : null;
}

function addLayers(map, frame) {
  const clustered = "cluster" in frame.dataset && frame.dataset.layer === "points";
  map.addSource(SOURCE, { type: "geojson", data: frame.known, promoteId: "id", ...(clustered ? { cluster: true, clusterRadius: 46, clusterMaxZoom: 17 } : {}) });
  LAYERS[frame.dataset.layer]().forEach((layer) => map.addLayer(layer));
}

/** A cluster is an element of the page, so that its number is text whatever fonts the base map has. */
function clusterMarker(map, feature, { Marker, still }) {
  const { point_count: own, count } = feature.properties;
  const number = own ?? count;
  const button = Object.assign(document.createElement("button"), { type: "button", className: `map-cluster ${number > 99 ? "is-large" : ""}`, textContent: number > 999 ? `${Math.round(number / 1000)}k` : number });
  button.tabIndex = -1;
  button.addEventListener("click", async () => {
    const zoom = own ? await map.getSource(SOURCE).getClusterExpansionZoom(feature.properties.cluster_id) : map.getZoom() + 2;
    map.easeTo({ center: feature.geometry.coordinates, zoom, animate: !still() });
  });
  return new Marker({ element: button }).setLngLat(feature.geometry.coordinates);
}

/** The labels of bands are elements of the page, as those of clusters. */
function drawLabels(map, frame, { Marker }) {
  for (const { properties: { label, at } } of frame.known.features) {
    if (!label || !at) continue;
    const element = Object.assign(document.createElement("span"), { className: "map-band-label", textContent: label });
    new Marker({ element }).setLngLat(at).addTo(map);
  }
}

function drawClusters(map, tools) {
  const shown = new Map();
  map.on("render", () => {
    if (!map.getSource(SOURCE) || !map.isSourceLoaded(SOURCE)) return;
    const seen = new Set();
    for (const feature of map.querySourceFeatures(SOURCE)) {
      const { cluster_id: cluster, count, id } = feature.properties;
      if (cluster === undefined && !(count > 1)) continue;
      const key = cluster === undefined ? `s${id}` : `c${cluster}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (!shown.has(key)) shown.set(key, clusterMarker(map, feature, tools).addTo(map));
    }
    for (const [key, marker] of shown) if (!seen.has(key)) { marker.remove(); shown.delete(key); }
  });
}

function popupContent({ title, url, text }) {
  const box = document.createElement("div");
  const name = url ? Object.assign(document.createElement("a"), { href: url }) : document.createElement("strong");
  name.textContent = title;
  box.append(name);
  if (text) box.append(Object.assign(document.createElement("p"), { textContent: text }));
  return box;
}

function light(map, frame, id, lit) {
  if (id == null || !map.getSource(SOURCE)) return;
  map.setFeatureState({ source: SOURCE, id }, { lit });
  const row = listOf(frame).querySelector(`[data-feature="${CSS.escape(id)}"]`);
  row?.classList.toggle("is-active", lit);
}

function bindList(map, frame, { still }) {
  const list = listOf(frame);
  const rowOf = (event) => event.target.closest?.("[data-feature]");
  for (const [name, lit] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    list.addEventListener(name, (event) => {
      const row = rowOf(event);
      if (!row) return;
      light(map, frame, row.dataset.feature, lit);
      const feature = lit ? frame.known?.features.find((one) => String(one.id ?? one.properties.id) === row.dataset.feature) : null;
      if (feature?.geometry.type === "Point" && !map.getBounds().contains(feature.geometry.coordinates)) map.easeTo({ center: feature.geometry.coordinates, animate: !still() });
    });
  }
}

function bindMarkers(map, frame, { Popup }) {
  const layer = ["cells", "bands"].includes(frame.dataset.layer) ? frame.dataset.layer : "points";
  let lit = null;
  map.on("mousemove", layer, ({ features }) => {
    const id = features[0].properties.id;
    map.getCanvas().classList.add("is-pointing");
    if (lit === id) return;
    light(map, frame, lit, false);
    lit = id;
    light(map, frame, lit, true);
  });
  map.on("mouseleave", layer, () => { map.getCanvas().classList.remove("is-pointing"); light(map, frame, lit, false); lit = null; });
  map.on("click", ({ point, lngLat }) => {
    const box = [[point.x - 14, point.y - 14], [point.x + 14, point.y + 14]];
    const [feature] = map.queryRenderedFeatures(box, { layers: [layer] });
    if (!feature) return;
    const at = feature.geometry.type === "Point" ? feature.geometry.coordinates : lngLat;
    new Popup({ closeButton: false, offset: 12 }).setLngLat(at).setDOMContent(popupContent(feature.properties)).addTo(map);
    listOf(frame).querySelector(`[data-feature="${CSS.escape(feature.properties.id)}"]`)?.scrollIntoView({ block: "nearest" });
  });
}

/** Put the features on the map for the first time. */
export async function addFeatures(map, frame, tools) {
  frame.known = frame.dataset.geojson ? JSON.parse(frame.dataset.geojson) : await fetchFeatures(map, frame);
  frame.known ??= { type: "FeatureCollection", features: [] };
  addLayers(map, frame);
  if (frame.dataset.layer === "bands") drawLabels(map, frame, tools);
  else if (frame.dataset.layer !== "cells") drawClusters(map, tools);
  bindList(map, frame, tools);
  bindMarkers(map, frame, tools);
  if (!frame.dataset.features) return;
  let timer;
  const again = async () => {
    const fresh = await fetchFeatures(map, frame).catch(() => null);
    if (!fresh) return;
    frame.known = fresh;
    map.getSource(SOURCE)?.setData(fresh);
  };
  if ("byViewport" in frame.dataset) map.on("moveend", () => { clearTimeout(timer); timer = setTimeout(again, PAUSE_MS); });
  frame.addEventListener("parvis:refresh", again);
}

/** Put them back after the base map's style changed. */
export function refreshFeatures(map, frame) {
  if (frame.known && !map.getSource(SOURCE)) addLayers(map, frame);
}
