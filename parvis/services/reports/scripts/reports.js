// SPDX-License-Identifier: AGPL-3.0-or-later
// Shows the fields that go with the chosen answer; without scripts they all show.
import { behaviour } from "@ui/behaviours.js";

behaviour("[data-shown-by]", (part) => {
  const form = part.closest("form");
  const refresh = () => {
    const chosen = form.querySelector(`[name="${part.dataset.shownBy}"]:checked`)?.value;
    part.hidden = !part.dataset.shownFor.split(" ").includes(chosen);
  };
  form.addEventListener("change", refresh);
  refresh();
});
