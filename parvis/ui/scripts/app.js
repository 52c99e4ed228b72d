// SPDX-License-Identifier: AGPL-3.0-or-later
// Loaded by every page: the behaviours that any page may use, and htmx.
import { start } from "./behaviours.js";
import "./confirm.js";
import "./toasts.js";
import "./forms.js";
import "./draft.js";
import "./combobox.js";
import "./locate.js";
import "./dialogs.js";
import "./file-drop.js";
import "./theme.js";
import "./live.js";
import "./map-loader.js";
import "./offline-queue.js";
import "./server.js";

document.documentElement.classList.add("js");
start(document);

if ("serviceWorker" in navigator && document.body.dataset.sw) {
  navigator.serviceWorker.register(document.body.dataset.sw, { scope: "/" }).catch(() => {});
}
