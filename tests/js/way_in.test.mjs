// SPDX-License-Identifier: Apache-2.0
// How a phone lies, and what the clock of a test shows.

import assert from "node:assert/strict";
import { test } from "node:test";

import { angleFrom, clockAt } from "../../src/multifidus/web/static/js/test_clock.js";
import { between, fromUpright, mean, upOf } from "../../src/multifidus/web/static/js/tilt.js";

const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-6, `${one} is not ${other}`);

test("a phone turned about its short side is turned by as much, past upright too", () => {
  for (let angle = 0; angle <= 130; angle += 5) near(between(upOf(0, 0), upOf(angle, 0)), angle);
});

test("it does not matter how the phone is rolled, nor from where it starts", () => {
  for (const roll of [-80, -30, 0, 45, 80]) {
    near(between(upOf(20, roll), upOf(20, roll)), 0);
    near(between(upOf(0, 0), upOf(0, roll)), Math.abs(roll));
  }
  near(between(upOf(-35, 0), upOf(40, 0)), 75);
});

test("a long edge that points straight up is zero, one that lies flat is ninety", () => {
  near(fromUpright(upOf(90, 0)), 0);
  near(fromUpright(upOf(-90, 0)), 0);
  near(fromUpright(upOf(0, 0)), 90);
  near(fromUpright(upOf(65, 0)), 25);
});

test("the mean of what was seen lies between", () => {
  near(between(mean([upOf(10, 0), upOf(20, 0)]), upOf(15, 0)), 0);
});

test("a stopwatch gets ready, then counts up", () => {
  assert.deepEqual(clockAt(0, 5, 0), { phase: "ready", shown: 5 });
  assert.deepEqual(clockAt(4.9, 5, 0), { phase: "ready", shown: 1 });
  assert.deepEqual(clockAt(5, 5, 0), { phase: "go", shown: 0 });
  assert.deepEqual(clockAt(17.4, 5, 0), { phase: "go", shown: 12 });
});

test("a window counts down and ends", () => {
  assert.deepEqual(clockAt(5, 5, 30), { phase: "go", shown: 30 });
  assert.deepEqual(clockAt(34.9, 5, 30), { phase: "go", shown: 1 });
  assert.deepEqual(clockAt(35, 5, 30), { phase: "over", shown: 0 });
});

test("a thigh's angle follows from its length and two heights, as the test itself says", () => {
  assert.ok(Math.abs(angleFrom(40, 70, 73) + 4.3) < 0.02);
  near(angleFrom(40, 70, 70), 0);
  assert.equal(angleFrom(40, 120, 70), null);
  assert.equal(angleFrom(Number.NaN, 70, 70), null);
  assert.equal(angleFrom(0, 70, 70), null);
});
