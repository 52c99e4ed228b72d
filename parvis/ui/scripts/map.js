// SPDX-License-Identifier: AGPL-3.0-or-later
// The map itself, loaded by map-loader.js. The list beside it says the same, and drives it.
import { addProtocol, LngLatBounds, Map as GlMap, Marker, NavigationControl, Popup, setWorkerUrl } from "maplibre-gl";
import { Protocol } from "pmtiles";
import { addFeatures, refreshFeatures } from "@ui/map-features.js";
import { pickPlace } from "@ui/map-pick.js";

addProtocol("pmtiles", new Protocol().tile);

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const themeNow = () => document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

function loadStyles(href) {
  if (document.querySelector(`link[href="${href}"]`)) return undefined;
  return new Promise((resolve) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

/** The base map's style, or a plain ground where there is none: the features still show. */
async function baseStyle(frame) {
  const url = new URL(frame.dataset.style, location.href);
  url.searchParams.set("theme", themeNow());
  try {
    const answer = await fetch(url);
    if (answer.ok) return await answer.json();
  } catch { /* below */ }
  const ground = getComputedStyle(document.documentElement).getPropertyValue("--sunken").trim();
  return { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": ground } }] };
}

function boundsOf(frame) {
  const [west, south, east, north] = (frame.dataset.bounds || "").split(",").map(Number);
  return Number.isFinite(north) ? new LngLatBounds([west, south], [east, north]) : null;
}

const inFrench = (data) => ({
  "NavigationControl.ZoomIn": data.textZoomIn, "NavigationControl.ZoomOut": data.textZoomOut, "Map.Title": "",
});

/** Open the map in `frame`; the promise ends when it shows, and fails where it cannot. */
export async function open(frame) {
  setWorkerUrl(new URL(frame.dataset.worker, location.href).href);
  const [style] = await Promise.all([baseStyle(frame), loadStyles(frame.dataset.styles)]);
  const canvas = frame.querySelector(".map-canvas");
  const bounds = boundsOf(frame);
  const map = new GlMap({
    container: canvas, style, locale: inFrench(frame.dataset), attributionControl: { compact: true }, dragRotate: false, pitchWithRotate: false,
    maxZoom: 20, fadeDuration: still() ? 0 : 200, cooperativeGestures: false,
    ...(bounds ? { bounds, fitBoundsOptions: { padding: 24 } } : { center: [2.6, 46.6], zoom: 5 }),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation?.();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().setAttribute("aria-label", frame.getAttribute("aria-label"));
  map.getCanvas().setAttribute("role", "application"); // the frame is the region; the canvas takes the arrow keys
  await new Promise((resolve, reject) => {
    map.once("load", resolve);
    map.once("error", ({ error }) => { if (!map.loaded() && /WebGL/i.test(error?.message ?? "")) reject(error); });
  });
  const tools = { Marker, Popup, still };
  if (frame.dataset.features || frame.dataset.geojson) await addFeatures(map, frame, tools);
  if ("pick" in frame.dataset) pickPlace(map, frame);
  document.addEventListener("parvis:theme", async () => {
    map.setStyle(await baseStyle(frame), { diff: false });
    map.once("style.load", () => refreshFeatures(map, frame, tools));
  });
  frame.dispatchEvent(new CustomEvent("parvis:map", { bubbles: true, detail: { map } }));
}
