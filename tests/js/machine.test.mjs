// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  advance, asleep, begin, comfortOf, EXTRA, leftOf, mayExtend, partAt, partsBehind, resumeFrom, scriptOf, secondsLeft,
  SORE, stepOf, tooSore,
} from "../../src/multifidus/web/static/js/player/machine.js";

const step = (kind, seconds, more = {}) => ({
  kind, seconds, set: 1, side: null, reps: null, up_s: 0, hold_s: 0, down_s: 0, minutes: null, ...more,
});
const reps = (count, more = {}) => step("work", count * 4, { reps: count, up_s: 2, down_s: 2, ...more });
const part = (exercise, steps, more = {}) => ({
  exercise, name: exercise, asks_effort: true, easier: null, sets: 1, steps, ...more,
});

const SCRIPT = {
  on: "2026-11-23", slot: "morning", minutes: 10, seconds: 600,
  parts: [
    part("walk", [step("ready", 10), step("work", 60, { minutes: 1 })], { asks_effort: false, reps: null, hold_s: null, minutes: 1 }),
    part("bridge", [step("ready", 20), reps(10), step("rest", 60, { set: 2 }), reps(10, { set: 2 })], {
      sets: 2, reps: 10, hold_s: null, minutes: null,
      easier: part("tilt", [step("ready", 20), reps(5)], { reps: 5, hold_s: null, minutes: null }),
    }),
    part("plank", [
      step("ready", 20, { side: "left" }),
      step("work", 30, { reps: 1, hold_s: 30, side: "left" }),
      step("change", 5, { side: "right" }),
      step("work", 30, { reps: 1, hold_s: 30, side: "right" }),
    ], { reps: 1, hold_s: 30, minutes: null }),
  ],
};

/** The same session as the server sends it to a device, with what may be done of it after a lot of pain. */
const WITH_LIMIT = { ...SCRIPT, sore_from: 6, comfort: ["walk"] };

/** A run with a clock of its own that collects everything logged and heard. */
class Run {
  constructor(script = SCRIPT, facts = {}) {
    this.script = facts.comfort ? comfortOf(script) : script;
    this.now = 1_000_000;
    this.logs = [];
    this.cues = [];
    const [state, effects] = begin(script, { session: "ab12", on: "2026-11-24", pain: 3, ...facts }, this.now);
    this.state = state;
    this.take(effects);
  }

  take(effects) {
    for (const effect of effects) {
      if (effect.log) this.logs.push(effect.log);
      if (effect.cue) this.cues.push(effect.cue);
    }
  }

  tell(type, facts = {}) {
    const before = JSON.stringify(this.state);
    const [state, effects] = advance(this.state, { type, ...facts }, this.now, this.script);
    assert.equal(JSON.stringify(this.state), before, "the state given in is never changed");
    if (type !== "tick") assert.deepEqual(JSON.parse(JSON.stringify(state)), state, "the state is plain data");
    this.state = state;
    this.take(effects);
  }

  pass(seconds, every = 0.1) {
    for (let n = 0; n < Math.round(seconds / every); n += 1) {
      this.now += every * 1000;
      this.tell("tick");
    }
  }

  parts(name) {
    return this.logs.filter((log) => log.part === name);
  }

  get at() {
    return `${this.state.part}.${this.state.step} ${stepOf(this.state, this.script).kind}`;
  }
}

test("a whole session by itself logs every set once, in order, and ends where the questions are", () => {
  const run = new Run();
  run.pass(600);
  assert.equal(run.state.stage, "finish");
  assert.deepEqual(run.parts("set").map((log) => [log.exercise, log.set, log.side, log.reps, log.hold_s, log.minutes]), [
    ["walk", 1, undefined, undefined, undefined, 1],
    ["bridge", 1, undefined, 10, undefined, undefined],
    ["bridge", 2, undefined, 10, undefined, undefined],
    ["plank", 1, "left", 1, 30, undefined],
    ["plank", 1, "right", 1, 30, undefined],
  ]);
  assert.deepEqual(run.logs.map((log) => log.n), run.logs.map((_, n) => n));
  assert.equal(run.state.asking, "plank");
});

test("the start says what was planned and when it was planned, and the pain before", () => {
  const [start, pain] = new Run().logs;
  assert.deepEqual(start, {
    session: "ab12", n: 0, on: "2026-11-24", part: "start", slot: "morning",
    of: { on: "2026-11-23", slot: "morning" },
    planned: [{ exercise: "walk", sets: 1, minutes: 1 }, { exercise: "bridge", sets: 2, reps: 10 }, { exercise: "plank", sets: 1, reps: 1, hold_s: 30 }],
    instead: [{ exercise: "tilt", sets: 1, reps: 5 }],
  });
  assert.deepEqual([pain.part, pain.before], ["pain", 3]);
});

test("pain before a session: at the limit and above it is too much, below it is not", () => {
  for (const [pain, much] of [[0, false], [5, false], [5.9, false], [6, true], [6.1, true], [7, true], [10, true]]) {
    assert.equal(tooSore(WITH_LIMIT, pain), much, `pain ${pain}`);
  }
  assert.equal(tooSore(WITH_LIMIT, null), false, "nobody said");
  assert.equal(tooSore({ ...WITH_LIMIT, sore_from: 4 }, 4), true, "the limit is the knowledge's");
  assert.equal(tooSore(SCRIPT, 10), false, "a session kept from before knows no limit");
});

test("after a lot of pain only comfort is left, in its order, with nothing harder or easier beside it", () => {
  const left = comfortOf({ ...WITH_LIMIT, comfort: ["plank", "walk", "bridge"] });
  assert.deepEqual(left.parts.map((one) => one.exercise), ["walk", "bridge", "plank"]);
  assert.ok(left.parts.every((one) => one.easier === null));
  const alone = comfortOf(WITH_LIMIT);
  assert.deepEqual([alone.parts.length, alone.seconds], [1, 70]);
  assert.ok(Math.abs(alone.minutes - 70 / 60) < 1e-9);
  assert.deepEqual(comfortOf(alone), alone, "done twice it is the same");
  assert.deepEqual(comfortOf(SCRIPT).parts, [], "where nothing is named nothing is left");
  assert.equal(WITH_LIMIT.parts.length, 3, "the script given in is never changed");
});

test("with comfort alone the log says what was asked, the pain, and that the rest was left out untried", () => {
  const run = new Run(WITH_LIMIT, { pain: 7, comfort: true });
  assert.deepEqual(run.logs.map((log) => log.part), ["start", "pain", "skip", "skip"]);
  assert.deepEqual(run.logs[0].planned.map((one) => one.exercise), ["walk", "bridge", "plank"]);
  assert.equal(run.logs[1].before, 7);
  assert.deepEqual(run.parts("skip").map((log) => [log.exercise, log.why]), [["bridge", SORE], ["plank", SORE]]);
  assert.doesNotMatch(SORE, /pain/i, "that word would say that the exercise hurt");
  run.pass(75);
  assert.equal(run.state.stage, "finish");
  assert.deepEqual(run.parts("set").map((log) => log.exercise), ["walk"]);
  assert.deepEqual(run.logs.map((log) => log.n), run.logs.map((_, n) => n));
  run.tell("pain", { when: "during", pain: 6 });
  run.tell("end");
  assert.equal(run.state.stage, "done");
});

test("a session of comfort alone goes on as one, from the device and from the facts", () => {
  const run = new Run(WITH_LIMIT, { pain: 6, comfort: true });
  run.pass(30);
  const known = scriptOf(run.logs, WITH_LIMIT);
  assert.deepEqual(known, run.script);
  const state = resumeFrom(run.logs, known, { on: "2026-11-24" }, 5);
  assert.deepEqual([state.part, state.step, state.stage], [0, 0, "running"]);
  assert.equal(state.skipped.bridge, SORE);
  run.pass(60);
  assert.equal(resumeFrom(run.logs, known, { on: "2026-11-24" }, 5).stage, "finish");
  const whole = new Run(WITH_LIMIT);
  whole.tell("skip", { why: "no time" });
  assert.equal(scriptOf(whole.logs, WITH_LIMIT), WITH_LIMIT, "another reason leaves the session whole");
});

test("a paused clock stands still, however long", () => {
  const run = new Run();
  run.pass(4);
  run.tell("pause");
  const left = leftOf(run.state, SCRIPT);
  run.pass(3600, 60);
  assert.equal(leftOf(run.state, SCRIPT), left);
  run.tell("resume");
  run.pass(1);
  assert.ok(Math.abs(left - leftOf(run.state, SCRIPT) - 1000) < 1);
});

test("more time moves the end of a wait, and less never ends it at once", () => {
  const run = new Run();
  const left = leftOf(run.state, SCRIPT);
  run.tell("extend");
  assert.equal(leftOf(run.state, SCRIPT), left + EXTRA);
  for (let n = 0; n < 9; n += 1) run.tell("shorten");
  assert.ok(leftOf(run.state, SCRIPT) >= 1000 - 1);
});

test("the dose itself is not made longer: no more time in a hold or a bout, but in repetitions", () => {
  const run = new Run();
  const where = {};
  for (let n = 0; n < 12 && run.state.stage === "running"; n += 1) {
    where[run.at] = mayExtend(run.state, SCRIPT);
    run.tell("next");
  }
  assert.equal(where["0.1 work"], false);
  assert.equal(where["1.1 work"], true);
  assert.equal(where["2.1 work"], false);
  assert.equal(where["1.2 rest"], true);
});

test("set done: repetitions count as done, a hold counts as long as it was held", () => {
  const run = new Run();
  run.pass(10);
  run.pass(30);
  run.tell("next");
  assert.deepEqual(run.parts("set").at(-1).minutes, 0.5);
  run.tell("next");
  run.pass(5);
  run.tell("next");
  assert.equal(run.parts("set").at(-1).reps, 10);
  while (run.at !== "2.1 work") run.tell("next");
  run.pass(12);
  run.tell("next");
  assert.deepEqual([run.parts("set").at(-1).reps, run.parts("set").at(-1).hold_s], [1, 12]);
});

test("nothing done is nothing logged", () => {
  const run = new Run();
  run.tell("next");
  run.tell("next");
  assert.equal(run.parts("set").length, 0);
});

test("back within a step begins it anew, then goes to the one before; a set done again takes its place", () => {
  const run = new Run();
  run.tell("next");
  run.pass(61);
  assert.equal(run.at, "1.0 ready");
  run.tell("back");
  assert.equal(run.at, "0.1 work");
  run.pass(61);
  const sets = run.parts("set");
  assert.equal(sets.length, 2);
  assert.deepEqual([sets[0].exercise, sets[0].set], [sets[1].exercise, sets[1].set]);
  run.pass(5);
  run.tell("back");
  assert.equal(run.at, "1.0 ready");
  assert.equal(run.state.elapsed, 0);
});

test("back at the very beginning stays there", () => {
  const run = new Run();
  run.tell("back");
  assert.equal(run.at, "0.0 ready");
});

test("skip says why, keeps what was done, and goes on with the next exercise", () => {
  const run = new Run();
  run.tell("skip", { why: "no time" });
  assert.equal(run.at, "1.0 ready");
  run.tell("next");
  run.pass(9);
  run.tell("skip", { why: "pain" });
  assert.deepEqual(run.parts("set").map((log) => [log.exercise, log.reps]), [["bridge", 2]]);
  assert.deepEqual(run.parts("skip").map((log) => [log.exercise, log.why]), [["walk", "no time"], ["bridge", "pain"]]);
  assert.equal(run.state.asking, "bridge");
  run.tell("skip", { why: "do not like" });
  assert.equal(run.state.stage, "finish");
});

test("the easier one takes the place, and only once", () => {
  const run = new Run();
  run.tell("skip", { why: "no time" });
  run.tell("swap");
  assert.equal(partAt(run.state, SCRIPT).exercise, "tilt");
  const before = run.logs.length;
  run.tell("swap");
  assert.equal(run.logs.length, before);
  run.pass(41);
  assert.deepEqual([run.parts("set").at(-1).exercise, run.parts("set").at(-1).reps], ["tilt", 5]);
});

test("effort is asked once after the last set, while the next exercise is made ready", () => {
  const run = new Run();
  run.pass(71);
  assert.equal(run.state.asking, null, "a walk is not asked about here");
  run.pass(160);
  assert.equal(run.at, "2.0 ready");
  assert.equal(run.state.asking, "bridge");
  run.tell("effort", { exercise: "bridge", effort: 6 });
  assert.equal(run.state.asking, null);
  assert.deepEqual(run.parts("effort").map((log) => [log.exercise, log.effort]), [["bridge", 6]]);
  run.pass(5);
  assert.equal(run.at, "2.0 ready", "answering interrupts nothing");
});

test("two taps and it is over", () => {
  const run = new Run();
  run.pass(600);
  run.tell("effort", { exercise: "plank", effort: 5 });
  run.tell("pain", { when: "during", pain: 4 });
  run.tell("end");
  assert.equal(run.state.stage, "done");
  assert.deepEqual(run.logs.slice(-3).map((log) => log.part), ["effort", "pain", "end"]);
  const logs = run.logs.length;
  run.tell("end");
  assert.equal(run.logs.length, logs);
});

test("the number of repetitions can be put right, and never below none", () => {
  const run = new Run();
  run.tell("skip", { why: "no time" });
  run.tell("next");
  run.tell("next");
  for (let n = 0; n < 12; n += 1) run.tell("correct", { by: -1 });
  const sets = run.parts("set");
  assert.equal(sets.at(-1).reps, 0);
  assert.ok(sets.every((log) => log.set === 1 && log.exercise === "bridge"));
});

test("stopping because something is wrong keeps the part of the set and raises the question anew", () => {
  const run = new Run();
  run.tell("skip", { why: "no time" });
  run.tell("next");
  run.pass(13);
  run.tell("stop", { why: "something is wrong", alarm: true });
  assert.equal(run.state.stage, "stopped");
  assert.deepEqual(run.logs.slice(-3).map((log) => log.part), ["set", "stop", "gate"]);
  assert.equal(run.parts("set").at(-1).reps, 3);
  assert.deepEqual(run.parts("gate")[0].answers, { "anything-new": "yes" });
  for (const type of ["tick", "next", "back", "resume", "skip", "swap", "extend", "end"]) run.tell(type, { why: "x" });
  assert.equal(run.state.stage, "stopped");
});

test("nobody looked: the step counts to its end, the next one waits", () => {
  const run = new Run();
  run.tell("next");
  run.now += 20 * 60 * 1000;
  run.tell("tick");
  assert.equal(run.parts("set").length, 1);
  assert.equal(run.at, "1.0 ready");
  assert.deepEqual([run.state.paused, run.state.why], [true, "away"]);
});

test("kept and taken up again: nothing is counted for the time between, nothing is lost", () => {
  const run = new Run();
  run.pass(100);
  const kept = JSON.parse(JSON.stringify(asleep(run.state)));
  const on = new Run();
  on.state = kept;
  on.logs = [];
  on.now = run.now + 3 * 3600 * 1000;
  on.tell("tick");
  assert.equal(on.at, run.at);
  assert.equal(leftOf(on.state, SCRIPT), leftOf(run.state, SCRIPT));
  on.tell("resume");
  on.pass(600);
  assert.equal(run.parts("set").length + on.parts("set").length, 5);
  assert.ok(on.logs.every((log) => log.n >= kept.n));
});

test("from the facts alone the session goes on before the first set that is missing", () => {
  for (let seconds = 0; seconds < 420; seconds += 11) {
    const run = new Run();
    run.pass(seconds, 0.5);
    const state = resumeFrom(run.logs, SCRIPT, { on: "2026-11-24" }, 5);
    const rest = new Run();
    rest.state = state;
    rest.logs = [];
    rest.tell("resume");
    rest.pass(600, 0.5);
    const all = [...run.parts("set"), ...rest.parts("set")].map((log) => `${log.exercise} ${log.side} ${log.set}`);
    assert.equal(new Set(all).size, 5, `after ${seconds} s`);
    assert.equal(all.length, 5, `after ${seconds} s`);
    assert.ok(rest.logs.every((log) => log.n > Math.max(...run.logs.map((one) => one.n))));
  }
});

test("facts of an easier exercise and of skipped ones are understood", () => {
  const run = new Run();
  run.tell("skip", { why: "no time" });
  run.tell("swap");
  run.pass(41);
  const state = resumeFrom(run.logs, SCRIPT, { on: "2026-11-24" }, 5);
  assert.equal(state.part, 2);
  assert.deepEqual(state.swapped, [false, true, false]);
});

test("one hears the count, the repetitions and the end", () => {
  const run = new Run();
  run.pass(10.05);
  assert.deepEqual(run.cues, ["tick", "tick", "tick", "go"]);
  run.cues = [];
  run.pass(61);
  assert.deepEqual(run.cues.slice(0, 2), ["half", "end"]);
  run.pass(19);
  run.cues = [];
  run.pass(8.5);
  assert.deepEqual(run.cues.filter((cue) => cue === "rep").length, 2);
  assert.ok(run.cues.includes("back"));
});

test("taking longer stretches waits and ways, not holds", () => {
  const short = new Run();
  const long = new Run(SCRIPT, { longer: true });
  assert.equal(leftOf(long.state, SCRIPT), 1.5 * leftOf(short.state, SCRIPT));
  while (short.at !== "2.1 work") { short.tell("next"); long.tell("next"); }
  assert.equal(leftOf(long.state, SCRIPT), leftOf(short.state, SCRIPT));
});

test("what is left falls to nothing and the exercises behind one rise to all", () => {
  const run = new Run();
  let left = secondsLeft(run.state, SCRIPT);
  let behind = 0;
  for (let n = 0; n < 600; n += 1) {
    run.pass(1, 1);
    assert.ok(secondsLeft(run.state, SCRIPT) <= left);
    assert.ok(partsBehind(run.state, SCRIPT) >= behind);
    left = secondsLeft(run.state, SCRIPT);
    behind = partsBehind(run.state, SCRIPT);
  }
  assert.equal(left, 0);
  assert.equal(behind, 3);
});

test("any presses in any order: no set twice unless redone, numbers of events never repeat", () => {
  let seed = 7;
  const random = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % n; };
  const types = ["tick", "tick", "tick", "next", "back", "pause", "resume", "extend", "shorten", "skip", "swap", "correct", "pain", "effort", "end", "nonsense"];
  for (let round = 0; round < 200; round += 1) {
    const run = new Run();
    for (let n = 0; n < 60; n += 1) {
      run.now += random(20_000);
      run.tell(types[random(types.length)], { why: "no time", by: random(3) - 1, when: "during", pain: random(11), exercise: "bridge", effort: random(11) });
      assert.ok(leftOf(run.state, SCRIPT) >= 0);
    }
    assert.equal(new Set(run.logs.map((log) => log.n)).size, run.logs.length);
    for (const log of run.parts("set")) assert.ok((log.reps ?? 0) >= 0 && (log.minutes ?? 0) >= 0);
  }
});
