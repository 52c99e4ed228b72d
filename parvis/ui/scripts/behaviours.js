// SPDX-License-Identifier: AGPL-3.0-or-later
// Binds behaviours to the elements that ask for them by an attribute, now and after each swap.
const behaviours = [];
const bound = new WeakMap();

/** Call `attach(element)` once for each element that matches `selector`, whenever it comes into the page. */
export function behaviour(selector, attach) {
  behaviours.push([selector, attach]);
}

function bind(element, attach) {
  const done = bound.get(element) ?? new Set();
  if (done.has(attach)) return;
  bound.set(element, done.add(attach));
  attach(element);
}

/** Bind every behaviour inside `root`. */
export function start(root) {
  for (const [selector, attach] of behaviours) {
    if (root.matches?.(selector)) bind(root, attach);
    root.querySelectorAll(selector).forEach((element) => bind(element, attach));
  }
}

/** A text given by the page in `data-text-…` of `element` or of the body, with `{names}` filled in. */
export function text(name, element = document.body, values = {}) {
  const found = element.dataset[name] ?? document.body.dataset[name] ?? "";
  return found.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** Send an event of ours; bubbles. */
export function tell(element, name, detail = {}) {
  return element.dispatchEvent(new CustomEvent(`parvis:${name}`, { bubbles: true, cancelable: true, detail }));
}
