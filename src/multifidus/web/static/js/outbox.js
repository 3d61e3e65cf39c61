// SPDX-License-Identifier: Apache-2.0
// The outbox: every event of a session lies here until the server says that it is written.
//
// An event has an id made on this device; sending it again writes nothing twice, so whenever there is
// doubt it is sent again. What the server refuses is kept in sight and not sent for ever.

const BATCH = 200;
const SOONEST = 2_000;
const LATEST = 60_000;

/** A new id of so many random bytes, as hexadecimal; works on every page, also without HTTPS. */
export function newId(bytes = 16) {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function post(body) {
  const answer = await fetch("/api/log", {
    method: "POST", headers: { "Content-Type": "application/json" }, credentials: "same-origin",
    body: JSON.stringify(body),
  });
  return { status: answer.status, value: await answer.json().catch(() => null) };
}

export class Outbox {
  /**
   * @param {{put: Function, all: Function, lasting: boolean}} vault where events are kept
   * @param {string} owner the mark of the person whose events these are
   * @param {{changed?: (box: Outbox) => void, send?: typeof post, later?: (act: () => void, ms: number) => unknown}} tools
   */
  constructor(vault, owner, { changed = () => {}, send = post, later = (act, ms) => setTimeout(act, ms) } = {}) {
    this.vault = vault;
    this.owner = owner;
    this.changed = changed;
    this.post = send;
    this.later = later;
    this.events = new Map();
    this.refused = new Map();
    this.signedOut = false;
    this.unkept = false;
    this.sending = null;
    this.again = false;
    this.wait = SOONEST;
    this.keeping = Promise.resolve();
  }

  get prefix() {
    return `${this.owner}/outbox/`;
  }

  /** How many events have not reached the server. */
  get waiting() {
    return this.events.size;
  }

  /** Take up what was left by an earlier page. */
  async open() {
    for (const [, { event, error }] of await this.vault.all(this.prefix)) {
      (error ? this.refused : this.events).set(event.client_id, error ? { event, error } : event);
    }
    this.changed(this);
  }

  /**
   * Keep events, together with other things of the vault in the same stroke, and send them.
   * @param {object[]} facts
   * @param {Array<[string, unknown]>} [besides]
   */
  add(facts, besides = []) {
    const fresh = facts.map((fact) => ({ client_id: newId(), ...fact }));
    for (const event of fresh) this.events.set(event.client_id, event);
    this.keep([...fresh.map((event) => [this.nameOf(event), { event }]), ...besides]);
    this.changed(this);
    return fresh.length ? this.send() : this.keeping;
  }

  /** Where an event lies in the vault: in the order in which things happened. */
  nameOf({ session, n, client_id: id }) {
    return `${this.prefix}${session}-${String(n).padStart(6, "0")}-${id}`;
  }

  keep(pairs) {
    this.keeping = this.keeping.then(() => this.vault.put(pairs)).then(
      () => { this.unkept = false; },
      () => { this.unkept = true; this.changed(this); },
    );
    return this.keeping;
  }

  /** Send what waits; asked while sending, once more afterwards. */
  send() {
    if (this.sending) {
      this.again = true;
      return this.sending;
    }
    this.sending = this.sendAll().finally(() => {
      this.sending = null;
      if (this.again) {
        this.again = false;
        this.send();
      }
    });
    return this.sending;
  }

  async sendAll() {
    await this.keeping;
    while (this.events.size) {
      const batch = [...this.events.values()].slice(0, BATCH);
      let answer;
      try {
        answer = await this.post({ owner: this.owner, parts: batch });
      } catch {
        answer = { status: 0, value: null };
      }
      this.signedOut = answer.status === 401 || answer.status === 404;
      if (answer.status !== 200 || !answer.value) {
        this.changed(this);
        if (!this.signedOut) this.retry();
        return;
      }
      this.wait = SOONEST;
      const gone = this.settle(answer.value);
      this.changed(this);
      if (!gone) return;
    }
  }

  /** Let go of what is written, put aside what was refused. Returns how many left the queue. */
  settle({ written, refused }) {
    const pairs = [];
    for (const id of written) {
      const event = this.events.get(id);
      if (event && this.events.delete(id)) pairs.push([this.nameOf(event), undefined]);
    }
    for (const { client_id: id, error } of refused) {
      const event = this.events.get(id);
      if (!event) continue;
      this.events.delete(id);
      this.refused.set(id, { event, error });
      pairs.push([this.nameOf(event), { event, error }]);
    }
    if (pairs.length) this.keep(pairs);
    return pairs.length;
  }

  retry() {
    this.later(() => this.send(), this.wait);
    this.wait = Math.min(this.wait * 2, LATEST);
  }

  /** Forget a refused event once the person has seen it. */
  forgetRefused() {
    this.keep([...this.refused.values()].map(({ event }) => [this.nameOf(event), undefined]));
    this.refused.clear();
    this.changed(this);
  }

  /** Send whenever there is hope: the network is back, the page is looked at again. */
  listen() {
    addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.send();
    });
  }
}
