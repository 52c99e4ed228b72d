// SPDX-License-Identifier: AGPL-3.0-or-later
// Notifications on this device: a block `[data-push]` holds the server's public key, the address to
// tell, its texts, and two buttons named `push` (`on`, `off`). The service worker shows what arrives.

function keyBytes(text) {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
  return Uint8Array.from(raw, (mark) => mark.charCodeAt(0));
}

async function tell(block, subscription, act) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value
    ?? document.querySelector("meta[name=csrf-token]")?.content ?? "";
  const answer = await fetch(block.dataset.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ ...subscription.toJSON(), act }),
  });
  if (!answer.ok) throw new Error(String(answer.status));
}

async function turnOn(block, registration) {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: keyBytes(block.dataset.push),
  });
  try {
    await tell(block, subscription, "keep");
  } catch (error) {
    await subscription.unsubscribe();
    throw error;
  }
  return "on";
}

async function turnOff(block, registration) {
  const subscription = await registration.pushManager.getSubscription();
  if (subscription) {
    await tell(block, subscription, "forget");
    await subscription.unsubscribe();
  }
  return "off";
}

function show(block, state) {
  const [on, off] = [block.querySelector("[value=on]"), block.querySelector("[value=off]")];
  on.hidden = state === "on" || state === "missing" || state === "denied";
  off.hidden = state !== "on";
  const text = { on: "textOn", off: "textOff", denied: "textDenied", missing: "textMissing", failed: "textFailed" }[state];
  block.querySelector("[data-push-status]").textContent = block.dataset[text];
}

async function bind(block) {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return show(block, "missing");
  show(block, Notification.permission === "denied" ? "denied" : "off");
  const registration = await navigator.serviceWorker.ready;
  const now = await registration.pushManager.getSubscription();
  show(block, now ? "on" : Notification.permission === "denied" ? "denied" : "off");
  block.addEventListener("click", async (event) => {
    const act = event.target.closest("button[name=push]")?.value;
    if (!act) return;
    try {
      show(block, act === "on" ? await turnOn(block, registration) : await turnOff(block, registration));
    } catch {
      show(block, "failed");
    }
  });
}

document.querySelectorAll("[data-push]").forEach(bind);
