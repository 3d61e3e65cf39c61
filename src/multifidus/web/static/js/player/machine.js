// SPDX-License-Identifier: Apache-2.0
// The player as a pure machine: (state, event, now) gives the next state and what is to be done about it.
//
// The state is plain data, so that it can be kept and gone on with after a reload or a dead battery. It
// knows no screen, no sound and no clock; `now` is milliseconds. Effects are
//   {log: {...}}   a fact of the session, to be kept at once
//   {cue: "..."}   a sound: tick go rep hold back half end change

import { doneOf, lengthOf, placeIn } from "./tempo.js";

/** One press of "more time", in milliseconds. */
export const EXTRA = 15_000;
/** So much later than due, and nobody was following: wait for them. */
const AWAY = 3_000;
/** Within so much of a step, "back" goes to the step before it; later, to its beginning. */
const FRESH = 3_000;
const COUNT_IN = 3;
/**
 * Why exercises were left out after a lot of pain before a session. It does not say that they hurt:
 * they were never tried.
 */
export const SORE = "too sore today";

/** Whether pain before a session is so high that only comfort is left of it (rule PAIN4). */
export function tooSore(script, pain) {
  return typeof pain === "number" && typeof script.sore_from === "number" && pain >= script.sore_from;
}

/** What is left of a session then: positions of comfort, breathing and the easy walk. */
export function comfortOf(script) {
  const parts = script.parts
    .filter((part) => (script.comfort ?? []).includes(part.exercise))
    .map((part) => ({ ...part, easier: null }));
  const seconds = parts.flatMap((part) => part.steps).reduce((sum, step) => sum + step.seconds, 0);
  return { ...script, parts, seconds, minutes: seconds / 60 };
}

/** The session as it was begun, by the facts that were kept of it. */
export function scriptOf(facts, script) {
  return facts.some((fact) => fact.part === "skip" && fact.why === SORE) ? comfortOf(script) : script;
}

/** The exercise that stands at a place of the session: the planned one, or the easier one taken instead. */
export function partAt(state, script, index = state.part) {
  const part = script.parts[index];
  return state.swapped[index] && part.easier ? part.easier : part;
}

/** The step that is going on. */
export function stepOf(state, script) {
  return partAt(state, script).steps[state.step];
}

/** How long the step that is going on takes, extra time included. */
export function stepLength(state, script) {
  return Math.max(lengthOf(stepOf(state, script), state.longer) + state.extra, 0);
}

/** Milliseconds that are left of the step that is going on. */
export function leftOf(state, script) {
  return Math.max(stepLength(state, script) - state.elapsed, 0);
}

/** Whether more time may be asked for: anywhere but in what is the dose itself, a hold or a bout. */
export function mayExtend(state, script) {
  if (state.stage !== "running") return false;
  const step = stepOf(state, script);
  return step.kind !== "work" || (step.minutes === null && !step.hold_s);
}

/** What comes after the exercise that is going on; null when it is the last. */
export function nextPart(state, script) {
  return state.part + 1 < script.parts.length ? partAt(state, script, state.part + 1) : null;
}

/** How many exercises are behind the person, done or left out. */
export function partsBehind(state, script) {
  return state.stage === "running" ? state.part : script.parts.length;
}

/** Seconds that the rest of the session takes, for "about 7 minutes left". */
export function secondsLeft(state, script) {
  if (state.stage !== "running") return 0;
  const rest = partAt(state, script).steps.slice(state.step + 1);
  const later = script.parts.slice(state.part + 1).flatMap((_, n) => partAt(state, script, state.part + 1 + n).steps);
  const steps = [...rest, ...later].reduce((sum, step) => sum + lengthOf(step, state.longer), 0);
  return Math.round((leftOf(state, script) + steps) / 1000);
}

/**
 * Begin a session: facts are its id on this device, the day it is done on, and the pain before it.
 * With comfort only what soothes is done, and the log says so of everything else; the state then is
 * one of the shorter script that comfortOf gives.
 * @returns {[object, object[]]}
 */
export function begin(script, { session, on, pain = null, longer = false, comfort = false }, now) {
  const doing = comfort ? comfortOf(script) : script;
  const state = {
    format: 1, session, on, of: { on: script.on, slot: script.slot },
    stage: "running", part: 0, step: 0, elapsed: 0, extra: 0, at: now, paused: false, why: "",
    longer, swapped: doing.parts.map(() => false), asking: null, last: null, n: 0,
    efforts: {}, pain: {}, skipped: {}, sets: 0, ended: "",
  };
  const effects = [];
  const easier = script.parts.map((part) => part.easier).filter(Boolean);
  let next = logged(state, effects, {
    part: "start", slot: script.slot, of: state.of, planned: script.parts.map(asked),
    ...(easier.length ? { instead: easier.map(asked) } : {}),
  });
  if (pain !== null) next = withPain(next, effects, { before: pain });
  for (const { exercise } of script.parts) {
    if (doing.parts.some((part) => part.exercise === exercise)) continue;
    next = logged({ ...next, skipped: { ...next.skipped, [exercise]: SORE } }, effects, { part: "skip", exercise, why: SORE });
  }
  return [next, effects];
}

/** What the plan asks of an exercise, so that the log can say later whether all of it was done. */
function asked({ exercise, sets, reps, hold_s, minutes }) {
  const told = Object.entries({ reps, hold_s, minutes }).filter(([, value]) => value !== null && value !== undefined);
  return { exercise, sets, ...Object.fromEntries(told) };
}

function logged(state, effects, fact) {
  effects.push({ log: { session: state.session, n: state.n, on: state.on, ...fact } });
  return { ...state, n: state.n + 1 };
}

function withPain(state, effects, values) {
  return logged({ ...state, pain: { ...state.pain, ...values } }, effects, { part: "pain", ...values });
}

/**
 * Go on with a session from the facts that were kept of it, the place that they show: the step before
 * the first set that is not there. It waits until the person is ready. The script is that of scriptOf.
 */
export function resumeFrom(facts, script, { on, longer = false }, now) {
  const [fresh] = begin(script, { session: facts[0].session, on, longer }, now);
  const state = { ...fresh, paused: true, why: "resumed", n: Math.max(...facts.map((fact) => fact.n)) + 1 };
  const sets = new Set();
  for (const fact of facts) {
    if (fact.part === "set") sets.add(`${fact.exercise} ${fact.side ?? ""} ${fact.set}`);
    if (fact.part === "skip") state.skipped = { ...state.skipped, [fact.exercise]: fact.why };
    if (fact.part === "effort") state.efforts = { ...state.efforts, [fact.exercise]: fact.effort };
    if (fact.part === "pain") {
      const { before, during, after } = fact;
      const told = Object.entries({ before, during, after }).filter(([, value]) => value !== undefined);
      state.pain = { ...state.pain, ...Object.fromEntries(told) };
    }
  }
  state.sets = sets.size;
  state.swapped = script.parts.map((part) =>
    Boolean(part.easier) && [...sets].some((set) => set.startsWith(`${part.easier.exercise} `)));
  for (let index = 0; index < script.parts.length; index += 1) {
    const part = partAt(state, script, index);
    if (part.exercise in state.skipped) continue;
    const open = part.steps.findIndex((step) =>
      step.kind === "work" && !sets.has(`${part.exercise} ${step.side ?? ""} ${step.set}`));
    if (open >= 0) return { ...state, part: index, step: Math.max(open - 1, 0) };
  }
  return { ...state, stage: "finish", part: script.parts.length - 1 };
}

/** Go to a step, its time at the beginning. */
function enter(state, script, part, step, effects) {
  const next = { ...state, part, step, elapsed: 0, extra: 0 };
  const { kind } = stepOf(next, script);
  if (kind === "work") effects.push({ cue: "go" });
  if (kind === "change") effects.push({ cue: "change" });
  return next;
}

/** Leave an exercise: its effort is asked for while the next one is made ready. */
function leavePart(state, script, effects) {
  const part = partAt(state, script);
  const asks = part.asks_effort && state.last?.exercise === part.exercise && !(part.exercise in state.efforts);
  const next = { ...state, asking: asks ? part.exercise : null };
  if (state.part + 1 < script.parts.length) return enter(next, script, state.part + 1, 0, effects);
  return { ...next, stage: "finish", at: null, elapsed: 0, extra: 0 };
}

function forward(state, script, effects) {
  const { steps } = partAt(state, script);
  if (state.step + 1 < steps.length) return enter(state, script, state.part, state.step + 1, effects);
  return leavePart(state, script, effects);
}

/** Log what was done of the work that is going on; nothing where nothing was. */
function keepWork(state, script, effects, whole) {
  const step = stepOf(state, script);
  if (state.stage !== "running" || step.kind !== "work") return state;
  const done = doneOf(step, state.elapsed, { longer: state.longer, whole });
  if (done === null) return state;
  const { exercise } = partAt(state, script);
  const set = { exercise, set: step.set, ...(step.side ? { side: step.side } : {}), ...done };
  effects.push({ cue: "end" });
  return { ...logged(state, effects, { part: "set", ...set }), last: set, sets: state.sets + 1 };
}

function cues(state, script, before, effects) {
  const step = stepOf(state, script);
  const length = stepLength(state, script);
  if (step.kind !== "work") {
    for (let second = COUNT_IN; second >= 1; second -= 1) {
      const mark = length - second * 1000;
      if (before < mark && state.elapsed >= mark) effects.push({ cue: "tick" });
    }
    return;
  }
  if (step.minutes !== null && step.minutes !== undefined) {
    if (before < length / 2 && state.elapsed >= length / 2) effects.push({ cue: "half" });
    return;
  }
  const was = placeIn(step, before, state.longer);
  const is = placeIn(step, state.elapsed, state.longer);
  if (is.move !== "over" && (was.rep !== is.rep || was.move !== is.move)) {
    effects.push({ cue: was.rep !== is.rep ? "rep" : is.move });
  }
}

function tick(state, now, script, effects) {
  if (state.stage !== "running" || state.paused) return state;
  const passed = Math.max(now - (state.at ?? now), 0);
  const length = stepLength(state, script);
  const over = state.elapsed + passed - length;
  const moved = { ...state, at: now, elapsed: Math.min(state.elapsed + passed, length) };
  cues(moved, script, state.elapsed, effects);
  if (over < 0) return moved;
  const next = forward(keepWork(moved, script, effects, true), script, effects);
  // A step counts to its end while nobody looks, as a rest of twenty minutes does; the next one waits.
  return over > AWAY && next.stage === "running" ? { ...next, at: null, paused: true, why: "away" } : next;
}

function back(state, script, effects) {
  if (state.elapsed > FRESH || (state.part === 0 && state.step === 0)) {
    return enter(state, script, state.part, state.step, effects);
  }
  if (state.step > 0) return enter(state, script, state.part, state.step - 1, effects);
  const last = partAt(state, script, state.part - 1).steps.length - 1;
  return enter({ ...state, asking: null }, script, state.part - 1, last, effects);
}

function swap(state, script, effects) {
  const part = script.parts[state.part];
  if (!part.easier || state.swapped[state.part]) return state;
  const kept = logged(keepWork(state, script, effects, false), effects, {
    part: "skip", exercise: part.exercise, why: "swapped for an easier one",
  });
  const swapped = kept.swapped.map((was, index) => was || index === state.part);
  return enter({ ...kept, swapped, asking: null }, script, state.part, 0, effects);
}

/** Change the number of repetitions of the set that was just logged; it takes that set's place. */
function correct(state, by, effects) {
  if (state.last?.reps === undefined) return state;
  const reps = Math.min(Math.max(state.last.reps + by, 0), 100);
  if (reps === state.last.reps) return state;
  const last = { ...state.last, reps };
  return { ...logged(state, effects, { part: "set", ...last }), last };
}

function stop(state, why, effects, alarm) {
  let next = logged({ ...state, stage: "stopped", ended: why, at: null, asking: null }, effects, { part: "stop", why });
  if (alarm) next = logged(next, effects, { part: "gate", answers: { "anything-new": "yes" } });
  return next;
}

/**
 * The next state after an event, and what is to be done about it.
 * @param {object} state
 * @param {{type: string, [key: string]: unknown}} event
 * @param {number} now milliseconds
 * @param {object} script
 * @returns {[object, object[]]}
 */
export function advance(state, event, now, script) {
  const effects = [];
  const at = (next) => (next.paused || next.stage !== "running" ? next : { ...next, at: now });
  const running = state.stage === "running";
  switch (event.type) {
    case "tick":
      return [tick(state, now, script, effects), effects];
    case "pause":
      if (!running || state.paused) break;
      return [{ ...tick(state, now, script, effects), at: null, paused: true, why: event.why ?? "person" }, effects];
    case "resume":
      if (!running || !state.paused) break;
      return [{ ...state, at: now, paused: false, why: "" }, effects];
    case "next":
      if (!running) break;
      return [at(forward(keepWork(state, script, effects, !stepOf(state, script).hold_s), script, effects)), effects];
    case "back":
      if (!running) break;
      return [at(back(state, script, effects)), effects];
    case "extend":
      if (!mayExtend(state, script)) break;
      return [{ ...state, extra: state.extra + EXTRA }, effects];
    case "shorten": {
      if (!mayExtend(state, script)) break;
      const spare = Math.min(EXTRA, Math.max(leftOf(state, script) - 1000, 0));
      return [{ ...state, extra: state.extra - spare }, effects];
    }
    case "longer":
      return [{ ...state, longer: Boolean(event.on), elapsed: running && stepOf(state, script).kind === "work" ? 0 : state.elapsed }, effects];
    case "skip": {
      if (!running) break;
      const { exercise } = partAt(state, script);
      const kept = logged(keepWork(state, script, effects, false), effects, { part: "skip", exercise, why: event.why });
      return [at(leavePart({ ...kept, skipped: { ...kept.skipped, [exercise]: event.why } }, script, effects)), effects];
    }
    case "swap":
      if (!running) break;
      return [at(swap(state, script, effects)), effects];
    case "correct":
      return [correct(state, event.by, effects), effects];
    case "effort": {
      const told = { ...state, efforts: { ...state.efforts, [event.exercise]: event.effort }, asking: null };
      return [logged(told, effects, { part: "effort", exercise: event.exercise, effort: event.effort }), effects];
    }
    case "pain":
      return [withPain(state, effects, { [event.when]: event.pain }), effects];
    case "stop": {
      if (!running && state.stage !== "finish") break;
      return [stop(keepWork(state, script, effects, false), event.why, effects, Boolean(event.alarm)), effects];
    }
    case "end":
      if (state.stage !== "finish") break;
      return [logged({ ...state, stage: "done", ended: "done" }, effects, { part: "end" }), effects];
    default:
      break;
  }
  return [state, effects];
}

/** The state as it is kept: waiting, since nobody knows for how long. */
export function asleep(state) {
  return state.stage === "running" ? { ...state, at: null, paused: true, why: state.why || "resumed" } : state;
}
