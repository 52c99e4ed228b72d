// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures dropped, taken or chosen, with previews that can be removed one by one.
import { behaviour } from "./behaviours.js";

class FileDrop {
  constructor(zone) {
    this.zone = zone;
    this.input = zone.querySelector("input[type=file]");
    this.list = zone.querySelector(".file-previews");
    this.input.addEventListener("change", () => this.show());
    this.input.form?.addEventListener("submit", (event) => this.hold(event), { capture: true });
    this.input.form?.addEventListener("reset", () => setTimeout(() => this.show()));
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("is-over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => this.drop(event));
  }

  set files(files) {
    const carrier = new DataTransfer();
    files.forEach((file) => carrier.items.add(file));
    this.input.files = carrier.files;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  drop(event) {
    event.preventDefault();
    this.zone.classList.remove("is-over");
    const dropped = [...event.dataTransfer.files];
    if (dropped.length) this.files = this.input.multiple ? [...this.input.files, ...dropped] : dropped.slice(0, 1);
  }

  show() {
    this.list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    this.list.replaceChildren(...[...this.input.files].map((file, index) => this.preview(file, index)));
    if (this.tooLarge) this.list.append(Object.assign(document.createElement("li"), { className: "field-error", textContent: this.zone.dataset.tooLarge }));
  }

  // The portal refuses such a sending only once it has come all the way: on a slow line that is minutes later.
  get tooLarge() {
    return [...this.input.files].reduce((sum, file) => sum + file.size, 0) > Number(this.zone.dataset.mostBytes);
  }

  hold(event) {
    if (!this.tooLarge) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.input.focus();
  }

  preview(file, index) {
    const item = Object.assign(document.createElement("li"), { className: "file-preview" });
    if (file.type.startsWith("image/")) {
      const image = Object.assign(document.createElement("img"), { alt: "", src: URL.createObjectURL(file) });
      image.addEventListener("error", () => image.remove());
      item.append(image);
    }
    item.append(Object.assign(document.createElement("span"), { textContent: file.name }));
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet button-small", textContent: this.zone.dataset.remove });
    remove.setAttribute("aria-label", `${this.zone.dataset.remove} ${file.name}`);
    remove.addEventListener("click", () => {
      this.files = [...this.input.files].filter((_, other) => other !== index);
      this.input.focus();
    });
    item.append(remove);
    return item;
  }
}

behaviour("[data-file-drop]", (zone) => new FileDrop(zone));
