// SPDX-License-Identifier: Apache-2.0
// How a phone lies, from the angles that its browser gives. Pure, no page and no device in it.

/** @typedef {[number, number, number]} Vector */

const DEGREE = Math.PI / 180;

/**
 * The direction of up as the phone sees it: x to its right edge, y to its top, z out of its screen.
 * @param {number} beta degrees about x
 * @param {number} gamma degrees about y
 * @returns {Vector}
 */
export function upOf(beta, gamma) {
  const b = beta * DEGREE;
  const g = gamma * DEGREE;
  return [-Math.cos(b) * Math.sin(g), Math.sin(b), Math.cos(b) * Math.cos(g)];
}

/**
 * Degrees between two directions, 0 to 180: how far the phone has been turned against up.
 * @param {Vector} one
 * @param {Vector} other
 */
export function between(one, other) {
  const dot = one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
  return Math.acos(Math.min(1, Math.max(-1, dot))) / DEGREE;
}

/**
 * Degrees that the phone's long edge is away from pointing straight up or down, 0 to 90.
 * @param {Vector} up
 */
export function fromUpright(up) {
  return Math.acos(Math.min(1, Math.abs(up[1]))) / DEGREE;
}

/**
 * The mean direction of several.
 * @param {Vector[]} seen at least one
 * @returns {Vector}
 */
export function mean(seen) {
  /** @type {Vector} */
  const sum = [0, 0, 0];
  for (const one of seen) for (let n = 0; n < 3; n += 1) sum[n] += one[n];
  const long = Math.hypot(...sum) || 1;
  return [sum[0] / long, sum[1] / long, sum[2] / long];
}
