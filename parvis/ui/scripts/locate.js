// SPDX-License-Identifier: AGPL-3.0-or-later
// `data-locate` on a button: "around me". The position goes into the form and nowhere else.
import { behaviour, tell, text } from "./behaviours.js";
import { toast } from "./toasts.js";

const OPTIONS = { enableHighAccuracy: true, timeout: 12_000, maximumAge: 60_000 };

behaviour("[data-locate]", (button) => {
  if (!("geolocation" in navigator)) return;
  button.hidden = false;
  const form = button.form ?? button.closest("form");
  const done = () => button.removeAttribute("aria-busy");
  button.addEventListener("click", (event) => {
    event.preventDefault();
    button.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      done();
      const values = { lon: coords.longitude.toFixed(6), lat: coords.latitude.toFixed(6) };
      for (const [name, value] of Object.entries(values)) {
        const field = form?.elements[button.dataset[name] ?? name];
        if (field) field.value = value;
      }
      tell(button, "located", { ...values, accuracy: coords.accuracy });
      if (button.dataset.locate === "submit") form?.requestSubmit();
    }, () => {
      done();
      toast(text("textRefused", button) || text("textError"), "danger");
    }, OPTIONS);
  });
});
