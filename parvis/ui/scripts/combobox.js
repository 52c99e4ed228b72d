// SPDX-License-Identifier: AGPL-3.0-or-later
// Suggestions under a text field, after the ARIA 1.2 combobox pattern (list autocomplete, manual selection).
import { behaviour, tell } from "./behaviours.js";

const DELAY_MS = 140;
const LEAST = 2;
let serial = 0;

function option(entry, id) {
  const item = Object.assign(document.createElement("li"), { id, className: "combobox-option" });
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.append(entry.label);
  if (entry.hint) item.append(Object.assign(document.createElement("small"), { textContent: entry.hint }));
  return item;
}

class Combobox {
  constructor(input) {
    this.input = input;
    this.lon = input.dataset.lon ?? "lon";
    this.entries = [];
    this.active = -1;
    this.id = `combobox-${++serial}`;
    this.dress();
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    // The same place told by a map or by the telephone: the words follow the point.
    input.form?.addEventListener("parvis:picked", ({ target, detail }) => { if (this.mine(target) && detail.value) input.value = detail.value; });
    input.form?.addEventListener("parvis:located", ({ target }) => { if (this.mine(target)) input.value = target.dataset.textHere ?? ""; });
    input.addEventListener("blur", () => setTimeout(() => this.close(), 120));
  }

  /** A map or a button tells the place of this field; no other field of the form does, and a list of subjects has none. */
  mine(target) {
    return this.input.form.elements[this.lon] && !target.matches("[data-combobox]") && (target.dataset.lon ?? "lon") === this.lon;
  }

  dress() {
    const box = Object.assign(document.createElement("div"), { className: "combobox" });
    this.input.before(box);
    this.list = Object.assign(document.createElement("ul"), { id: this.id, className: "combobox-list", hidden: true });
    this.list.setAttribute("role", "listbox");
    const label = this.input.labels?.[0];
    this.list.setAttribute("aria-label", label ? label.textContent.trim() : this.input.getAttribute("aria-label") ?? "");
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option]");
      if (item) this.choose([...this.list.children].indexOf(item));
    });
    box.append(this.input, this.list);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id, autocomplete: "off" };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
  }

  later() {
    clearTimeout(this.timer);
    this.place("", "");
    this.timer = setTimeout(() => this.ask(), DELAY_MS);
  }

  async ask() {
    const words = this.input.value.trim();
    if (words.length < LEAST) return this.close();
    this.abort?.abort();
    this.abort = new AbortController();
    const url = new URL(this.input.dataset.source, location.href);
    url.searchParams.set("q", words);
    try {
      const answer = await fetch(url, { signal: this.abort.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return this.close();
      const found = await answer.json();
      return this.show(Array.isArray(found) ? found : found.results ?? []);
    } catch {
      return undefined;
    }
  }

  show(entries) {
    this.entries = entries;
    this.active = -1;
    this.list.replaceChildren(...entries.map((entry, index) => option(entry, `${this.id}-${index}`)));
    this.open(entries.length > 0);
  }

  open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
    if (!yes) this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.open(false);
    this.active = -1;
  }

  move(step) {
    if (this.list.hidden) return;
    const count = this.entries.length;
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = (this.active + step + count + (this.active < 0 && step < 0 ? 1 : 0)) % count;
    const item = this.list.children[this.active];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  key(event) {
    const { key } = event;
    const shown = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) {
      if (!shown && this.entries.length) this.open(true);
      this.move(step);
    } else if (this.active >= 0 && (key === "Tab" || (key === "Enter" && shown))) this.choose(this.active);
    else if (key === "Escape" && shown) {
      event.stopPropagation();
      this.close();
    } else return;
    if (key !== "Tab") event.preventDefault();
  }

  choose(index) {
    const entry = this.entries[index];
    this.input.value = entry.value ?? entry.label;
    this.close();
    this.place(entry.lon ?? "", entry.lat ?? "");
    tell(this.input, "picked", entry);
    if (entry.url) location.assign(entry.url);
    else if (this.input.dataset.combobox === "submit") this.input.form?.requestSubmit();
  }

  /** The position goes into the form's own inputs; typing again takes it away. */
  place(lon, lat) {
    const fields = this.input.form?.elements;
    const names = [[this.lon, lon], [this.input.dataset.lat ?? "lat", lat]];
    for (const [name, value] of names) if (fields?.[name]) fields[name].value = value;
  }
}

behaviour("input[data-combobox]", (input) => new Combobox(input));
