// SPDX-License-Identifier: AGPL-3.0-or-later
// The forms that wait for the network, in IndexedDB; shared by the pages and the service worker.
// Each carries a key that the server knows it by: sent twice, it counts once.
const DATABASE = "parvis", STORE = "outbox", LOCK = "parvis-outbox";

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function store(mode) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "key" });
  return (await answer(opening)).transaction(STORE, mode).objectStore(STORE);
}

/** Keep a form: `{key, url, page, title, fields: [[name, value or File]]}`. */
export const keep = async (entry) => answer((await store("readwrite")).put({ ...entry, at: Date.now(), state: "waiting" }));
/** Everything kept, oldest first. */
export const waiting = async () => (await answer((await store("readonly")).getAll())).sort((a, b) => a.at - b.at);
/** Forget a form. */
export const drop = async (key) => answer((await store("readwrite")).delete(key));

function body(entry, token) {
  const data = new FormData();
  for (const [name, value] of entry.fields) data.append(name, name === "csrfmiddlewaretoken" && token ? token : value);
  return data;
}

async function freshToken(entry) {
  const page = await (await fetch(entry.page, { credentials: "same-origin" })).text();
  return /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(page)?.[1];
}

const post = (entry, token) => fetch(entry.url, {
  method: "POST", body: body(entry, token), credentials: "same-origin", headers: { "X-Client-Key": entry.key },
});

/** Send one form. Returns `{state, url}`: sent, refused (needs its author), or waiting (try later, once signed in at `signIn`). */
export async function send(entry) {
  let reply;
  try {
    reply = await post(entry);
    if (reply.status === 403) reply = await post(entry, await freshToken(entry));
  } catch {
    return { state: "waiting" };
  }
  if (reply.status === 401) return { state: "waiting", signIn: reply.headers.get("X-Sign-In") };
  if (reply.status >= 500 || reply.status === 429) return { state: "waiting" };
  return reply.ok && reply.redirected ? { state: "sent", url: reply.url } : { state: "refused", url: entry.page };
}

/** Send all that waits, one page or worker at a time. Returns what became of each. */
export function flush() {
  return navigator.locks.request(LOCK, async () => {
    const results = [];
    for (const entry of await waiting()) {
      if (entry.state === "refused") continue;
      const result = await send(entry);
      if (result.state === "sent") await drop(entry.key);
      if (result.state === "refused") await answer((await store("readwrite")).put({ ...entry, state: "refused" }));
      results.push({ ...result, key: entry.key, title: entry.title });
      if (result.state === "waiting") break;
    }
    return results;
  });
}
