// SPDX-License-Identifier: AGPL-3.0-or-later
// The agents' keyboard: lists, keys of acts, search, and the palette of pages.
import { behaviour, start } from "@ui/behaviours.js";
import "@ui/shortcuts.js";
import "@ui/palette.js";
import "./_desk-answers.js";
import "./_select-all.js";

behaviour(".desk-nav a[aria-current]", (link) => link.scrollIntoView({ block: "nearest", inline: "center" }));
start(document);
document.addEventListener("htmx:after:process", (event) => start(event.target === document ? document : event.target));
