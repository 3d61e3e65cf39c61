// SPDX-License-Identifier: Apache-2.0
// What the clock of a test shows at a time, and an angle from three lengths. Pure, no page in it.

/**
 * What a clock shows at a time: pure, so that it can be tested.
 * @param {number} passed seconds since the touch
 * @param {number} ready seconds to get ready
 * @param {number} window seconds that are counted down, 0 for a stopwatch
 * @returns {{phase: "ready" | "go" | "over", shown: number}}
 */
export function clockAt(passed, ready, window) {
  if (passed < ready) return { phase: "ready", shown: Math.ceil(ready - passed) };
  const run = passed - ready;
  if (!window) return { phase: "go", shown: Math.floor(run) };
  if (run >= window) return { phase: "over", shown: 0 };
  return { phase: "go", shown: Math.ceil(window - run) };
}

/**
 * Degrees by which a thigh of some length rises from hip to knee; below level is minus.
 * @param {number} long
 * @param {number} knee height
 * @param {number} hip height, in the same unit
 * @returns {number | null} null where no such thigh can be
 */
export function angleFrom(long, knee, hip) {
  const share = (knee - hip) / long;
  if (!(long > 0) || !(Math.abs(share) <= 1)) return null;
  return (Math.asin(share) * 180) / Math.PI;
}
