// SPDX-License-Identifier: Apache-2.0
// What the tools of a test share: where a result is written, and a short sound.

/** @typedef {{ready: string, go: string, stop: string, start: string, again: string, over: string, written: string, reading: string, zeroed: string, insecure: string, nothing: string, refused: string}} Words */

export const words = /** @type {Words} */ (
  JSON.parse(document.getElementById("tool-words")?.textContent ?? "{}")
);
const target = document.getElementById("f-target");

/** The field that the next result goes to. @returns {HTMLInputElement | null} */
export function nextField() {
  const chosen = target instanceof HTMLSelectElement ? target.value : "";
  const field = chosen
    ? document.getElementById(chosen)
    : document.querySelector(".results input[type=number]");
  return field instanceof HTMLInputElement ? field : null;
}

/** Write a result down and move on to the next empty field. @param {number} value */
export function write(value) {
  const field = nextField();
  if (!field) return;
  field.value = String(Math.round(value * 10) / 10);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (!(target instanceof HTMLSelectElement)) return;
  const following = [...target.options].find((option) => {
    const other = document.getElementById(option.value);
    return other instanceof HTMLInputElement && other.value === "";
  });
  if (following) target.value = following.value;
}

/** @type {AudioContext | null} */
let audio = null;

/** Make a short sound; it needs a touch before it, which every tool has. @param {number} pitch @param {number} seconds */
export function beep(pitch, seconds) {
  try {
    audio ??= new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.2, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + seconds);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + seconds);
  } catch {
    // A device without sound still shows everything.
  }
}
