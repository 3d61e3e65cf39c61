// SPDX-License-Identifier: Apache-2.0
// The service worker. It keeps the public shell: styles, scripts, drawings and one empty page, the same
// for everyone. Nothing of a person is ever in its caches; sessions lie encrypted in IndexedDB, and the
// empty page opens them. VERSION and SHELL are written in front of this by the route that sends it.

/* global VERSION, SHELL */

const CACHE = `multifidus-shell-${VERSION}`;
const FIGURES = "multifidus-figures";
const PAGE = "/session/offline";

/** Static files are kept by name alone: scripts ask for one another without the mark of their version. */
function nameOf(url) {
  return url.pathname.startsWith("/static/") ? `/static/${url.pathname.split("/").slice(3).join("/")}` : url.pathname;
}

async function keepShell() {
  const cache = await caches.open(CACHE);
  await Promise.all(SHELL.map(async (path) => {
    const answer = await fetch(path, { cache: "no-cache", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(`${path}: ${answer.status}`);
    await cache.put(nameOf(new URL(path, self.location.origin)), answer);
  }));
}

async function dropOld() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("multifidus-shell-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** A new version takes over on the next page, never while a session is going on. */
async function takeOver() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!pages.some((page) => new URL(page.url).pathname.startsWith("/session/"))) await self.skipWaiting();
}

async function fromNetworkElseKept(request, name) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(name);
    if (kept) return kept;
    throw error;
  }
}

async function figure(request) {
  const kept = await (await caches.open(FIGURES)).match(request.url);
  return kept ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(dropOld()));
self.addEventListener("message", (event) => {
  if (event.data === "take-over") event.waitUntil(takeOver());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fromNetworkElseKept(request, PAGE));
  else if (url.pathname.startsWith("/figures/")) event.respondWith(figure(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(fromNetworkElseKept(request, nameOf(url)));
});
