// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";

import { newId, Outbox } from "../../src/multifidus/web/static/js/outbox.js";
import { memoryVault } from "../../src/multifidus/web/static/js/player/vault.js";

/** A server that keeps each event once, and whose answers can be lost on the way. */
class Server {
  constructor() {
    this.kept = new Map();
    this.up = true;
    this.lose = false;
    this.status = 200;
    this.bad = new Set();
    this.asked = 0;
  }

  send = async ({ owner, parts }) => {
    this.asked += 1;
    if (!this.up) throw new TypeError("no network");
    if (this.status !== 200) return { status: this.status, value: null };
    assert.equal(owner, "ana");
    const written = [];
    const refused = [];
    for (const part of parts) {
      if (this.bad.has(part.n)) refused.push({ client_id: part.client_id, error: "effort goes from 0 to 10" });
      else {
        this.kept.set(part.client_id, part);
        written.push(part.client_id);
      }
    }
    if (this.lose) throw new TypeError("the answer was lost");
    return { status: 200, value: { written, refused } };
  };
}

function box(server, vault = memoryVault()) {
  const later = [];
  const outbox = new Outbox(vault, "ana", { send: server.send, later: (act) => later.push(act) });
  return { outbox, later, vault };
}

const fact = (n) => ({ session: "ab12", n, on: "2026-11-24", part: "set", exercise: "bridge", set: 1, reps: 10 });
const settled = async (outbox) => { await outbox.sending; await outbox.keeping; };

test("an event goes out at once and leaves nothing behind", async () => {
  const server = new Server();
  const { outbox, vault } = box(server);
  await outbox.add([fact(0), fact(1)]);
  await settled(outbox);
  assert.equal(server.kept.size, 2);
  assert.equal(outbox.waiting, 0);
  assert.deepEqual(await vault.all(""), []);
});

test("without network events wait in order, and are sent once when it is back", async () => {
  const server = new Server();
  server.up = false;
  const { outbox, later } = box(server);
  for (let n = 0; n < 12; n += 1) await outbox.add([fact(n)]);
  assert.equal(outbox.waiting, 12);
  assert.ok(later.length >= 1);
  server.up = true;
  await outbox.send();
  assert.deepEqual([...server.kept.values()].map((part) => part.n), [...Array(12).keys()]);
  assert.equal(outbox.waiting, 0);
});

test("a lost answer means sending again, and the server still has each event once", async () => {
  const server = new Server();
  server.lose = true;
  const { outbox } = box(server);
  await outbox.add([fact(0)]);
  assert.equal(outbox.waiting, 1);
  server.lose = false;
  await outbox.send();
  assert.equal(server.kept.size, 1);
  assert.equal(outbox.waiting, 0);
});

test("the page dies: the next one finds the events and whatever was kept with them", async () => {
  const server = new Server();
  server.up = false;
  const vault = memoryVault();
  const { outbox } = box(server, vault);
  await outbox.add([fact(10), fact(2)], [["ana/state", { step: 3 }]]);
  await settled(outbox);
  server.up = true;
  const next = box(server, vault).outbox;
  await next.open();
  assert.equal(next.waiting, 2);
  await next.send();
  assert.deepEqual([...server.kept.values()].map((part) => part.n), [2, 10]);
  assert.deepEqual(await vault.get("ana/state"), { step: 3 });
});

test("what is refused is kept in sight, not sent again, and never holds up the others", async () => {
  const server = new Server();
  server.bad.add(1);
  const vault = memoryVault();
  const { outbox } = box(server, vault);
  await outbox.add([fact(0), fact(1), fact(2)]);
  await settled(outbox);
  assert.equal(server.kept.size, 2);
  assert.equal(outbox.waiting, 0);
  assert.equal(outbox.refused.size, 1);
  const asked = server.asked;
  await outbox.send();
  assert.equal(server.asked, asked);
  const next = box(server, vault).outbox;
  await next.open();
  assert.equal([...next.refused.values()][0].error, "effort goes from 0 to 10");
  next.forgetRefused();
  await settled(next);
  assert.deepEqual(await vault.all(""), []);
});

test("signed out: everything waits and nobody hammers the door", async () => {
  const server = new Server();
  server.status = 401;
  const { outbox, later } = box(server);
  await outbox.add([fact(0)]);
  assert.equal(outbox.signedOut, true);
  assert.equal(outbox.waiting, 1);
  assert.equal(later.length, 0);
  server.status = 200;
  await outbox.send();
  assert.equal(outbox.signedOut, false);
  assert.equal(outbox.waiting, 0);
});

test("another person's events are not taken up", async () => {
  const vault = memoryVault();
  const server = new Server();
  server.up = false;
  await box(server, vault).outbox.add([fact(0)]);
  const other = new Outbox(vault, "ben", { send: server.send, later: () => {} });
  await other.open();
  assert.equal(other.waiting, 0);
});

test("more than one batch goes out in one go", async () => {
  const server = new Server();
  server.up = false;
  const { outbox } = box(server);
  await outbox.add([...Array(450).keys()].map(fact));
  server.up = true;
  server.asked = 0;
  await outbox.send();
  assert.equal(server.kept.size, 450);
  assert.equal(server.asked, 3);
});

test("a vault that fails is said so, and sending goes on", async () => {
  const server = new Server();
  const vault = { ...memoryVault(), put: async () => { throw new Error("full"); } };
  const { outbox } = box(server, vault);
  await outbox.add([fact(0)]);
  await settled(outbox);
  assert.equal(outbox.unkept, true);
  assert.equal(server.kept.size, 1);
});

test("ids do not repeat", () => {
  assert.equal(new Set([...Array(500)].map(() => newId())).size, 500);
  assert.match(newId(), /^[0-9a-f]{32}$/);
});
