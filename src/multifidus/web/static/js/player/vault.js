// SPDX-License-Identifier: Apache-2.0
// What a device of one's own keeps: encrypted with a key that never leaves this browser, gone at sign-out.
//
// Two kinds of vault with the same few functions: one in IndexedDB, and one in memory for every other
// device, which forgets all when the page closes.

const NAME = "multifidus";
const KEYS = "keys";
const THINGS = "things";

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

function database() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(KEYS);
    opening.result.createObjectStore(THINGS);
  };
  return asked(opening);
}

async function keyOf(db) {
  const kept = await asked(db.transaction(KEYS).objectStore(KEYS).get("key"));
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const transaction = db.transaction(KEYS, "readwrite", { durability: "strict" });
  const store = transaction.objectStore(KEYS);
  // Two pages may open at once: the key that came first stays.
  const first = await asked(store.get("key"));
  if (!first) store.put(made, "key");
  await finished(transaction);
  return first ?? made;
}

/** Whether this browser lets anything be kept: only over HTTPS or on the machine itself. */
export function canKeep() {
  return Boolean(globalThis.indexedDB && globalThis.crypto?.subtle);
}

/** A vault that forgets when the page closes. */
export function memoryVault() {
  const things = new Map();
  return {
    lasting: false,
    async put(pairs) {
      for (const [name, thing] of pairs) {
        if (thing === undefined) things.delete(name);
        else things.set(name, structuredClone(thing));
      }
    },
    async all(prefix) {
      return [...things].filter(([name]) => name.startsWith(prefix)).sort(([one], [other]) => (one < other ? -1 : 1));
    },
    async get(name) {
      return things.get(name);
    },
  };
}

/** The vault of this device; null where the browser offers none. */
export async function openVault() {
  if (!canKeep()) return null;
  let db;
  let key;
  try {
    db = await database();
    key = await keyOf(db);
  } catch {
    return null;
  }
  db.onversionchange = () => db.close();
  const bytes = (text) => new TextEncoder().encode(text);

  async function lock(name, thing) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: bytes(name) };
    return { iv, data: await crypto.subtle.encrypt(how, key, bytes(JSON.stringify(thing))) };
  }

  async function unlock(name, { iv, data }) {
    const how = { name: "AES-GCM", iv, additionalData: bytes(name) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, data)));
  }

  return {
    lasting: true,
    /** Put things by name, all or none; undefined takes one away. */
    async put(pairs) {
      const locked = await Promise.all(pairs.map(async ([name, thing]) =>
        [name, thing === undefined ? undefined : await lock(name, thing)]));
      const transaction = db.transaction(THINGS, "readwrite", { durability: "strict" });
      const store = transaction.objectStore(THINGS);
      for (const [name, thing] of locked) {
        if (thing === undefined) store.delete(name);
        else store.put(thing, name);
      }
      await finished(transaction);
    },
    async get(name) {
      const found = await asked(db.transaction(THINGS).objectStore(THINGS).get(name));
      return found === undefined ? undefined : unlock(name, found);
    },
    /** Everything whose name begins so, in the order of the names. */
    async all(prefix) {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const store = db.transaction(THINGS).objectStore(THINGS);
      const [names, things] = await Promise.all([asked(store.getAllKeys(range)), asked(store.getAll(range))]);
      return Promise.all(names.map(async (name, n) => [name, await unlock(name, things[n])]));
    },
    close() {
      db.close();
    },
  };
}

/** Wipe everything this device keeps, drawings too. */
export async function wipe() {
  if (globalThis.caches) await caches.delete("multifidus-figures");
  if (globalThis.indexedDB) {
    await new Promise((resolve) => {
      const dropping = indexedDB.deleteDatabase(NAME);
      dropping.onsuccess = resolve;
      dropping.onerror = resolve;
      dropping.onblocked = resolve;
    });
  }
}
