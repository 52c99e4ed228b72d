// SPDX-License-Identifier: AGPL-3.0-or-later
// The service worker: the shell is kept, pages ask the network first, private pages are never kept.
// The server puts `self.PARVIS = {version, shell, offline}` before this text.
import { flush } from "./outbox.js";

const { version, shell, offline } = self.PARVIS;
const SHELL = `shell-${version}`;
const PAGES = "pages";
const MOST_PAGES = 20;
// Pages that a visitor has asked to keep, apart from those kept in passing.
const CHOSEN = "chosen-pages";
const MOST_CHOSEN = 80;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(shell.map((url) => new Request(url, { cache: "reload", credentials: "omit" })))).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => ![SHELL, PAGES, CHOSEN].includes(name)).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

async function remember(request, response) {
  const cache = await caches.open(PAGES);
  await cache.put(request, response);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PAGES)).map((key) => cache.delete(key)));
}

/** The younger of the two copies that may be kept of a page. */
async function newest(request) {
  const kept = (await Promise.all([PAGES, CHOSEN].map((cacheName) => caches.match(request, { cacheName, ignoreVary: cacheName === CHOSEN })))).filter(Boolean);
  return kept.sort((a, b) => new Date(b.headers.get("Date")) - new Date(a.headers.get("Date")))[0];
}

/** Keep these pages, as anybody sees them, and no others; what cannot be fetched now stays as it was. */
async function choose(urls) {
  const cache = await caches.open(CHOSEN);
  const wanted = urls.slice(0, MOST_CHOSEN).map((url) => new URL(url, location.origin)).filter((url) => url.origin === location.origin).map(String);
  await Promise.all((await cache.keys()).filter((key) => !wanted.includes(key.url)).map((key) => cache.delete(key)));
  for (const url of wanted) {
    const response = await fetch(url, { credentials: "omit" }).catch(() => null);
    if (response?.ok && !response.redirected && response.headers.get("X-Offline") === "keep") await cache.put(url, response);
  }
}

self.addEventListener("message", (event) => { if (Array.isArray(event.data?.keep)) event.waitUntil(choose(event.data.keep)); });

async function page(event) {
  try {
    const response = await fetch(event.request);
    if (response.ok && !response.redirected && response.headers.get("X-Offline") === "keep") event.waitUntil(remember(event.request, response.clone()));
    return response;
  } catch {
    return (await newest(event.request)) ?? (await caches.match(offline)) ?? Response.error();
  }
}

async function file(request) {
  const known = await caches.match(request);
  if (known) return known;
  const response = await fetch(request);
  // Hashed names never change; whatever a kept page needs is there when the network is not.
  if (response.ok && /immutable/.test(response.headers.get("Cache-Control") ?? "")) {
    const cache = await caches.open(SHELL);
    await cache.put(request, response.clone());
  }
  return response;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (/^\/(static|town)\/|^\/(town\.css|paving\.svg)$/.test(url.pathname)) event.respondWith(file(request));
});

self.addEventListener("sync", (event) => { if (event.tag === "outbox") event.waitUntil(flush()); });

self.addEventListener("push", (event) => {
  const message = event.data?.json() ?? {};
  if (message.title) event.waitUntil(self.registration.showNotification(message.title, { body: message.body, tag: message.tag, data: { url: message.url }, icon: shell.at(-1) }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data?.url ?? "/", location.origin);
  if (target.origin === location.origin) event.waitUntil(self.clients.openWindow(target.href));
});
