// SPDX-License-Identifier: Apache-2.0
// On every page of someone who is signed in: send what a session left behind, keep the next sessions on a
// device of one's own, and wipe all of it at sign-out.

import { Outbox } from "./outbox.js";
import { openVault, wipe } from "./player/vault.js";

const FIGURES = "multifidus-figures";

async function asked(path) {
  try {
    const answer = await fetch(path, { credentials: "same-origin", headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** A new version of the shell takes over between pages, never inside a session. */
async function register() {
  if (!navigator.serviceWorker) return;
  try {
    const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    registration.waiting?.postMessage("take-over");
  } catch {
    // Without it the app works as long as there is a network.
  }
}

function figuresOf(part) {
  const own = Object.values(part.figures).flatMap((forms) => Object.values(forms));
  return part.easier ? [...own, ...figuresOf(part.easier)] : own;
}

async function keepFigures(sessions) {
  if (!globalThis.caches) return;
  const wanted = new Set(sessions.flatMap((session) => session.parts.flatMap(figuresOf)));
  const cache = await caches.open(FIGURES);
  for (const request of await cache.keys()) {
    if (!wanted.delete(new URL(request.url).pathname)) await cache.delete(request);
  }
  for (const url of wanted) await cache.add(url).catch(() => {});
}

/** Keep the sessions to come, and let go of those that are past. */
async function keepSessions(vault, owner) {
  const found = await asked("/api/sessions");
  if (!found?.own || found.owner !== owner) return;
  const prefix = `${owner}/session/`;
  const fresh = found.sessions.map((session) => [`${prefix}${session.on}/${session.slot}`, session]);
  const names = new Set(fresh.map(([name]) => name));
  const gone = (await vault.all(prefix)).filter(([name]) => !names.has(name)).map(([name]) => [name, undefined]);
  await vault.put([["owner", owner], ...fresh, ...gone]);
  await keepFigures(found.sessions);
}

function wipeAtSignOut(outbox, question) {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.dataset.wiped || new URL(form.action, location.href).pathname !== "/sign-out") return;
    event.preventDefault();
    if (outbox?.waiting) await outbox.send();
    if (outbox?.waiting && !confirm(question)) return;
    await wipe();
    form.dataset.wiped = "yes";
    form.submit();
  });
}

/** Not, or not yet, a device of one's own: what lies here from before is sent, then wiped. */
async function clear(owner) {
  const known = (await globalThis.indexedDB?.databases?.()) ?? [];
  if (!known.some((one) => one.name === "multifidus")) return;
  const vault = await openVault();
  if (!vault) return;
  const outbox = new Outbox(vault, owner);
  await outbox.open();
  await outbox.send();
  await outbox.keeping;
  // Events that could not be sent, also those of someone else, wait for their owner.
  const waiting = (await vault.all("")).some(([name]) => name.includes("/outbox/"));
  vault.close();
  if (!waiting) await wipe();
}

async function start() {
  register();
  const device = await asked("/api/device");
  if (!device) return;
  if (!device.own) {
    wipeAtSignOut(null, device.leave);
    await clear(device.owner);
    return;
  }
  const vault = await openVault();
  if (!vault) return;
  const outbox = new Outbox(vault, device.owner);
  await outbox.open();
  outbox.listen();
  wipeAtSignOut(outbox, device.leave);
  await outbox.send();
  await keepSessions(vault, device.owner);
  navigator.storage?.persist?.();
}

start();
