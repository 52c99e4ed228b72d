// SPDX-License-Identifier: AGPL-3.0-or-later
// Choosing a place: the map moves under a crosshair, by finger or arrow keys; the form's inputs follow.
const PAUSE_MS = 350;

/** Bind the crosshair of `map` to the inputs of the form around `frame`. */
export function pickPlace(map, frame) {
  const form = frame.closest("form");
  const [lon, lat] = [frame.dataset.lon, frame.dataset.lat].map((name) => form?.elements[name]);
  const output = frame.closest(".map-with-list").querySelector(".map-place");
  frame.querySelector(".map-crosshair").hidden = false;
  let timer, moving = false;

  async function say() {
    const url = new URL(frame.dataset.reverse, location.href);
    url.searchParams.set("lon", lon.value);
    url.searchParams.set("lat", lat.value);
    let label = `${Number(lat.value).toFixed(5)}, ${Number(lon.value).toFixed(5)}`, value = "";
    try {
      const answer = await fetch(url);
      if (answer.ok) ({ label = label, value = "" } = await answer.json());
    } catch { /* the figures will do */ }
    output.hidden = false;
    output.textContent = frame.dataset.textChosen.replace("{place}", label);
    frame.dispatchEvent(new CustomEvent("parvis:picked", { bubbles: true, detail: { lon: lon.value, lat: lat.value, label, value } }));
  }

  function write() {
    const { lng, lat: y } = map.getCenter();
    lon.value = lng.toFixed(6);
    lat.value = y.toFixed(6);
    clearTimeout(timer);
    timer = setTimeout(say, PAUSE_MS);
  }

  function go() {
    if (!lon.value || !lat.value) return;
    moving = true;
    map.jumpTo({ center: [Number(lon.value), Number(lat.value)], zoom: Math.max(map.getZoom(), 17) });
    moving = false;
  }

  go();
  map.on("moveend", () => { if (!moving) write(); });
  map.on("click", ({ lngLat }) => map.easeTo({ center: lngLat, zoom: Math.max(map.getZoom(), 16) }));
  form?.addEventListener("parvis:located", () => { go(); say(); });
  form?.addEventListener("parvis:picked", (event) => { if (event.target !== frame) go(); });
}
