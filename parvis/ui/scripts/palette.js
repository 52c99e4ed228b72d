// SPDX-License-Identifier: AGPL-3.0-or-later
// Ctrl+K: go to any page that the agents' navigation knows, by a few letters.
const palette = document.getElementById("palette");
const input = palette?.querySelector("input");
const list = palette?.querySelector("ul");
const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let active = 0;

function entries() {
  const links = [...document.querySelectorAll(".desk-nav a, [data-palette]")];
  return links.map((link) => ({ name: (link.dataset.palette || link.textContent).trim(), href: link.href }));
}

function mark() {
  [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
  const item = list.children[active];
  item?.scrollIntoView({ block: "nearest" });
  if (item) input.setAttribute("aria-activedescendant", item.id);
  else input.removeAttribute("aria-activedescendant");
}

function show() {
  const words = plain(input.value).split(/\s+/).filter(Boolean);
  const found = entries().filter((entry) => words.every((word) => plain(entry.name).includes(word)));
  list.replaceChildren(...found.map((entry, index) => {
    const item = Object.assign(document.createElement("li"), { id: `palette-${index}`, className: "combobox-option", textContent: entry.name });
    item.setAttribute("role", "option");
    item.dataset.href = entry.href;
    return item;
  }));
  active = 0;
  mark();
}

function go(item) {
  if (item) location.assign(item.dataset.href);
}

if (palette) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      input.value = "";
      show();
      if (!palette.open) palette.showModal();
    }
  });
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      active = (active + step + list.children.length) % Math.max(1, list.children.length);
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      go(list.children[active]);
    }
  });
  list.addEventListener("click", (event) => go(event.target.closest("li")));
}
