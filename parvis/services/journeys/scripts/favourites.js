// SPDX-License-Identifier: AGPL-3.0-or-later
// What visitors without account keep stays in this browser; the pages of kept lines stay readable without network.
import { behaviour, start, tell, text } from "@ui/behaviours.js";

const STORE = "parvis:favourites";
const FRESH = "parvis:favourites-fresh";
const MOST = 40;
const REFRESH_MS = 6 * 3600 * 1000;
const OLD_MS = 15 * 60 * 1000;
const SHOWN = 3;

function read() {
  try { return JSON.parse(localStorage.getItem(STORE)) ?? []; } catch { return []; }
}

function write(all) {
  localStorage.setItem(STORE, JSON.stringify(all.slice(0, MOST)));
  keepPages(pagesOf(all));
}

const same = (a) => (b) => a.kind === b.kind && a.feed === b.feed && a.key === b.key;
const pagesOf = (all) => all.filter((one) => one.kind === "line").flatMap((one) => [one.url, one.pages]);

/** Has the service worker fetch and keep these pages, and forget others that it kept so. */
async function keepPages(urls) {
  const registration = await navigator.serviceWorker?.ready;
  registration?.active?.postMessage({ keep: urls.filter(Boolean).slice(0, 2 * MOST) });
  localStorage.setItem(FRESH, `${Date.now()} ${urls.join(" ")}`);
}

/** Again every six hours, and when other lines are kept. */
function refreshPages(urls) {
  const [at, ...known] = (localStorage.getItem(FRESH) ?? "0").split(" ");
  if (!urls.length && !known.length) return;
  if (navigator.onLine && (Date.now() - Number(at) > REFRESH_MS || known.join(" ") !== urls.join(" "))) keepPages(urls);
}

const fieldsOf = (form) => Object.fromEntries(["kind", "label", "feed", "key"].map((name) => [name, form.elements[name].value]));

behaviour("form[data-keep='browser']", (form) => {
  const mine = { ...fieldsOf(form), url: form.dataset.url, text: form.dataset.text ?? "", pages: form.dataset.pages };
  const said = form.querySelector("[role=status]");
  const show = () => {
    const kept = read().some(same(mine));
    form.classList.toggle("is-kept", kept);
    form.querySelector("button span").textContent = text(kept ? "textDrop" : "textKeep", form);
    return kept;
  };
  show();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const others = read().filter((one) => !same(mine)(one));
    write(others.length < read().length ? others : [...others, mine]);
    said.textContent = show() ? text("textKept", form) : "";
  });
});

behaviour("form[data-keep-place='browser']", (form) => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { label, address, lon, lat } = form.elements;
    const said = form.querySelector("[role=status]");
    if (!label.value.trim() || !lon.value) { said.textContent = text("textChoose", form); return; }
    const mine = { kind: "place", feed: "", key: label.value.trim(), label: label.value.trim(), address: address.value, lon: Number(lon.value), lat: Number(lat.value) };
    write([...read().filter((one) => !same(mine)(one)), mine]);
    form.reset();
    lon.value = lat.value = said.textContent = "";
    document.querySelectorAll("[data-favourites], [data-favourites-all]").forEach((one) => tell(one, "favourites"));
  });
});

function card(url, words, note = "") {
  const link = Object.assign(document.createElement("a"), { href: url, className: "favourite" });
  const name = Object.assign(document.createElement("span"), { textContent: words });
  if (note) name.append(document.createElement("br"), Object.assign(document.createElement("span"), { className: "soft", textContent: note }));
  link.append(name);
  const row = document.createElement("li");
  row.append(link);
  return row;
}

function wayBetween(base, from, to) {
  const values = { de: from.label, de_lon: from.lon, de_lat: from.lat, vers: to.label, vers_lon: to.lon, vers_lat: to.lat, quand: "maintenant" };
  return card(`${base}?${new URLSearchParams(values)}`, `${from.label} → ${to.label}`);
}

// On the clock of the stop, wherever the browser thinks that it is.
const clock = (moment) => moment.slice(11, 16);

async function board(base, stop, row) {
  const answer = await fetch(`${base}?${new URLSearchParams({ feed: stop.feed, stop_id: stop.key, limit: SHOWN })}`).catch(() => null);
  if (!answer?.ok) return;
  const { departures } = await answer.json();
  for (const each of departures) {
    row.querySelector("span").append(document.createElement("br"), Object.assign(document.createElement("span"), { className: "soft", textContent: `${clock(each.departure)} · ${each.route_name} ${each.headsign}` }));
  }
}

behaviour("[data-favourites]", (section) => {
  const draw = () => {
    const all = read();
    section.hidden = !all.length;
    const places = all.filter((one) => one.kind === "place").slice(0, SHOWN);
    const rows = places.flatMap((from) => places.filter((to) => to !== from).map((to) => wayBetween(section.dataset.results, from, to)));
    for (const line of all.filter((one) => one.kind === "line")) rows.push(card(line.url, `${text("textLine", section)} ${line.label}`, line.text));
    all.filter((one) => one.kind === "stop").forEach((stop, number) => {
      const row = card(stop.url, stop.label);
      rows.push(row);
      if (number < SHOWN) board(section.dataset.departures, stop, row);
    });
    section.querySelector("ul").replaceChildren(...rows);
    refreshPages(pagesOf(all));
  };
  section.addEventListener("parvis:favourites", draw);
  draw();
});

behaviour("[data-favourites-all]", (section) => {
  const draw = () => {
    const all = read();
    section.hidden = !all.length;
    section.querySelector("ul").replaceChildren(...all.map((one) => {
      const row = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet button-small", textContent: text("textDrop", section) });
      button.setAttribute("aria-label", `${text("textDrop", section)} ${one.label}`);
      button.addEventListener("click", () => {
        write(read().filter((other) => !same(one)(other)));
        document.querySelectorAll("[data-favourites], [data-favourites-all]").forEach((each) => tell(each, "favourites"));
      });
      row.append(Object.assign(document.createElement("span"), { className: "row-title", textContent: one.label }), button);
      return row;
    }));
  };
  section.addEventListener("parvis:favourites", draw);
  draw();
});

behaviour("[data-keep-pages]", (section) => refreshPages(section.dataset.keepPages.split(" ").filter(Boolean)));

// A page that was kept says of when it is.
behaviour("[data-kept-at]", (line) => {
  const at = new Date(line.dataset.keptAt);
  if (Date.now() - at < OLD_MS) return;
  const when = at.toLocaleString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  line.textContent = text("textAge", line, { when });
  line.hidden = false;
});

start(document);
