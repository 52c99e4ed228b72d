// SPDX-License-Identifier: AGPL-3.0-or-later
// Rectangles over a photo: drawn by pointer, or added and moved by keyboard. The figures of the form follow.
import { behaviour, text } from "@ui/behaviours.js";

const SIDES = ["left", "top", "width", "height"];
const STEP = 1;
const SMALLEST = 1.5;
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

class Box {
  constructor(board, slot, values) {
    this.board = board;
    this.slot = slot;
    this.element = Object.assign(document.createElement("button"), { type: "button", className: "redact-box" });
    this.element.setAttribute("aria-label", text("textBox", board.form, { number: slot + 1 }));
    board.frame.append(this.element);
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.set(values);
  }

  set(values) {
    this.values = values;
    SIDES.forEach((side, index) => {
      this.element.style.setProperty(side, `${values[index]}%`);
      this.board.input(this.slot, side).value = values[index].toFixed(1);
    });
  }

  key(event) {
    const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); this.remove(); return; }
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const [left, top, width, height] = this.values;
    if (event.shiftKey) this.set([left, top, clamp(width + move[0], SMALLEST, 100 - left), clamp(height + move[1], SMALLEST, 100 - top)]);
    else this.set([clamp(left + move[0], 0, 100 - width), clamp(top + move[1], 0, 100 - height), width, height]);
  }

  remove() {
    SIDES.forEach((side) => { this.board.input(this.slot, side).value = ""; });
    this.element.remove();
    this.board.boxes.delete(this.slot);
    (this.board.frame.querySelector(".redact-box") ?? this.board.adder)?.focus();
  }
}

class Board {
  constructor(form) {
    this.form = form;
    this.frame = form.querySelector("[data-redaction-frame]");
    this.adder = form.querySelector("[data-redaction-add]");
    this.boxes = new Map();
    this.frame.classList.add("is-board");
    form.querySelector("[data-redaction-figures]").open = false;
    this.adder.addEventListener("click", () => this.add([40, 40, 20, 20])?.element.focus());
    this.frame.addEventListener("pointerdown", (event) => this.draw(event));
    this.fromFigures();
    form.addEventListener("change", (event) => { if (event.target.matches("input[type=number]")) this.fromFigures(); });
  }

  input(slot, side) {
    return this.form.elements[`${side}-${slot}`];
  }

  free() {
    for (let slot = 0; this.input(slot, "left"); slot += 1) if (!this.boxes.has(slot)) return slot;
    return -1;
  }

  add(values, slot = this.free()) {
    if (slot < 0) return null;
    const box = new Box(this, slot, values);
    this.boxes.set(slot, box);
    return box;
  }

  fromFigures() {
    for (let slot = 0; this.input(slot, "left"); slot += 1) {
      const values = SIDES.map((side) => parseFloat(this.input(slot, side).value));
      if (values.some(Number.isNaN)) continue;
      if (this.boxes.has(slot)) this.boxes.get(slot).set(values);
      else this.add(values, slot);
    }
  }

  at(event) {
    const area = this.frame.getBoundingClientRect();
    return [clamp(((event.clientX - area.left) / area.width) * 100, 0, 100), clamp(((event.clientY - area.top) / area.height) * 100, 0, 100)];
  }

  draw(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const known = [...this.boxes.values()].find((one) => one.element === event.target);
    const from = this.at(event);
    const start = known?.values;
    const box = known ?? this.add([from[0], from[1], SMALLEST, SMALLEST]);
    if (!box) return;
    box.element.focus();
    const move = (moved) => {
      const to = this.at(moved);
      if (start) box.set([clamp(start[0] + to[0] - from[0], 0, 100 - start[2]), clamp(start[1] + to[1] - from[1], 0, 100 - start[3]), start[2], start[3]]);
      else box.set([Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(SMALLEST, Math.abs(to[0] - from[0])), Math.max(SMALLEST, Math.abs(to[1] - from[1]))]);
    };
    const end = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", end); removeEventListener("pointercancel", end); };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  }
}

behaviour("form[data-redaction]", (form) => new Board(form));
