// SPDX-License-Identifier: AGPL-3.0-or-later
// Shows the fields that go with the chosen answer; without scripts they all show.
import { behaviour, start } from "@ui/behaviours.js";

behaviour("[data-shown-by]", (part) => {
  const form = part.closest("form");
  const refresh = () => {
    part.hidden = !part.dataset.shownFor.split(" ").includes(form.elements[part.dataset.shownBy]?.value);
  };
  form.addEventListener("change", refresh);
  refresh();
});

start(document);
