// SPDX-License-Identifier: Apache-2.0
// Where one is inside a step: which repetition, out, held or back, and how long each step takes. Pure.

/**
 * @typedef {{kind: "ready"|"work"|"rest"|"change", seconds: number, set: number, side: string|null,
 *   reps: number|null, up_s: number, hold_s: number, down_s: number, minutes: number|null}} Step
 * @typedef {{rep: number, of: number, move: "out"|"hold"|"back"|"over", left: number, counted: number}} Place
 */

/** More time for those who want it: waits and the way out and back are longer, holds are the dose and stay. */
export const LONGER = 1.5;

const SECOND = 1000;

/** Milliseconds out, held and back of one repetition. */
export function movesOf(step, longer = false) {
  const factor = longer ? LONGER : 1;
  return {
    out: (step.up_s ?? 0) * SECOND * factor,
    hold: (step.hold_s ?? 0) * SECOND,
    back: (step.down_s ?? 0) * SECOND * factor,
  };
}

/** Milliseconds that a step takes. */
export function lengthOf(step, longer = false) {
  if (step.kind !== "work") return step.seconds * SECOND * (longer ? LONGER : 1);
  if (step.minutes !== null && step.minutes !== undefined) return step.minutes * 60 * SECOND;
  const { out, hold, back } = movesOf(step, longer);
  return step.reps * (out + hold + back);
}

/**
 * Where one is in a set of repetitions after so many milliseconds. `left` is what is left of the
 * movement, `counted` the repetitions that are complete.
 * @returns {Place}
 */
export function placeIn(step, elapsed, longer = false) {
  const { out, hold, back } = movesOf(step, longer);
  const one = out + hold + back;
  const counted = one ? Math.min(Math.floor(elapsed / one), step.reps) : step.reps;
  if (counted >= step.reps) return { rep: step.reps, of: step.reps, move: "over", left: 0, counted };
  const inside = elapsed - counted * one;
  const place = { rep: counted + 1, of: step.reps, counted };
  if (inside < out) return { ...place, move: "out", left: out - inside };
  if (inside < out + hold) return { ...place, move: "hold", left: out + hold - inside };
  return { ...place, move: "back", left: one - inside };
}

/**
 * What was done of a work step that was left after so many milliseconds: the facts of a set, or null
 * where nothing was. `whole` says that the person finished it, whatever the clock says.
 */
export function doneOf(step, elapsed, { longer = false, whole = false } = {}) {
  if (step.minutes !== null && step.minutes !== undefined) {
    const full = elapsed >= lengthOf(step, longer);
    const minutes = full ? step.minutes : Math.floor(elapsed / 6000) / 10;
    return minutes > 0 ? { minutes } : null;
  }
  const held = step.hold_s > 0 ? { hold_s: step.hold_s } : {};
  if (whole || elapsed >= lengthOf(step, longer)) return { reps: step.reps, ...held };
  const place = placeIn(step, elapsed, longer);
  if (place.counted > 0) return { reps: place.counted, ...held };
  if (place.move !== "hold" && place.move !== "back") return null;
  const hold = place.move === "hold" ? step.hold_s - Math.ceil(place.left / SECOND) : step.hold_s;
  return hold > 0 ? { reps: 1, hold_s: hold } : null;
}
