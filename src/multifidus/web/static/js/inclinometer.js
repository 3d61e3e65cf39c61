// SPDX-License-Identifier: Apache-2.0
// The phone as an inclinometer: set to zero, move, read after a moment of stillness.

import { beep, words, write } from "./test_result.js";
import { between, fromUpright, mean, upOf } from "./tilt.js";

/** @typedef {import("./tilt.js").Vector} Vector */

const PATIENCE = 1500;
const KEPT = 12;

const box = document.querySelector("[data-inclinometer]");
const opener = document.querySelector("[data-inclinometer-start]");
const none = document.querySelector("[data-inclinometer-none]");

/** @param {string} text */
function cannot(text) {
  if (opener instanceof HTMLElement) opener.hidden = true;
  if (none instanceof HTMLElement) {
    none.hidden = false;
    none.textContent = text;
  }
}

/** Ask for leave where the browser wants to be asked. @returns {Promise<boolean>} */
async function allowed() {
  const events = /** @type {any} */ (window.DeviceOrientationEvent);
  if (typeof events?.requestPermission !== "function") return true;
  try {
    return (await events.requestPermission()) === "granted";
  } catch {
    return false;
  }
}

/** @param {HTMLElement} tool */
function run(tool) {
  const angle = /** @type {HTMLElement} */ (tool.querySelector("[data-angle]"));
  const said = /** @type {HTMLElement} */ (tool.querySelector("[data-said]"));
  const read = /** @type {HTMLButtonElement} */ (tool.querySelector("[data-read]"));
  const upright = tool.dataset.reads === "from-upright";
  const after = Number(tool.dataset.after);
  /** @type {Vector[]} */
  let seen = [];
  /** @type {Vector | null} */
  let zero = null;
  let reading = 0;

  const now = () => {
    const up = mean(seen);
    if (upright) return fromUpright(up);
    return zero ? between(zero, up) : 0;
  };
  window.addEventListener("deviceorientation", (event) => {
    if (event.beta === null || event.gamma === null) return;
    if (!seen.length) {
      tool.hidden = false;
      if (opener instanceof HTMLElement) opener.hidden = true;
    }
    seen = [...seen.slice(1 - KEPT), upOf(event.beta, event.gamma)];
    if (!reading) angle.textContent = `${Math.round(now())}°`;
  });
  tool.querySelector("[data-zero]")?.addEventListener("click", () => {
    if (!seen.length) return;
    zero = mean(seen);
    read.disabled = false;
    said.textContent = words.zeroed;
    beep(700, 0.15);
  });
  read.disabled = !upright;
  read.addEventListener("click", () => {
    window.clearInterval(reading);
    let left = after;
    const step = () => {
      if (left > 0) {
        angle.textContent = String(left);
        said.textContent = words.reading;
        beep(520, 0.12);
        left -= 1;
        return;
      }
      window.clearInterval(reading);
      reading = 0;
      const value = Math.round(now());
      write(value);
      angle.textContent = `${value}°`;
      said.textContent = `${words.written}${value}°`;
      beep(880, 0.6);
    };
    step();
    reading = window.setInterval(step, 1000);
  });
  window.setTimeout(() => {
    if (!seen.length) cannot(words.nothing);
  }, PATIENCE);
}

if (box instanceof HTMLElement && opener instanceof HTMLElement) {
  if (!window.isSecureContext) cannot(words.insecure);
  else if (!("DeviceOrientationEvent" in window)) cannot(words.nothing);
  else {
    opener.hidden = false;
    opener.querySelector("button")?.addEventListener("click", async () => {
      if (await allowed()) run(box);
      else cannot(words.refused);
    });
  }
}
