// SPDX-License-Identifier: Apache-2.0
// Clock, counter and ruler of a test. What they give is written into the result fields, where the
// person can change it; the page can be filled in by hand without any of this.

import { angleFrom, clockAt } from "./test_clock.js";
import { beep, words, write } from "./test_result.js";

/** @param {HTMLElement} box */
function clock(box) {
  const ready = Number(box.dataset.ready);
  const window_ = Number(box.dataset.window);
  const pace = Number(box.dataset.pace);
  const counts = box.dataset.unit === "reps";
  const time = /** @type {HTMLElement} */ (box.querySelector("[data-time]"));
  const phase = /** @type {HTMLElement} */ (box.querySelector("[data-phase]"));
  const number = box.querySelector("[data-count]");
  const go = /** @type {HTMLButtonElement} */ (box.querySelector("[data-go]"));
  const goText = go.querySelector("span") ?? go;
  let began = 0;
  let frame = 0;
  let count = 0;
  let last = { phase: "", shown: -1 };
  let ticks = 0;

  const say = (/** @type {string} */ text) => {
    if (phase.textContent !== text) phase.textContent = text;
  };
  const show = () => {
    if (number) number.textContent = String(count);
  };
  const end = () => {
    cancelAnimationFrame(frame);
    const passed = (performance.now() - began) / 1000 - ready;
    began = 0;
    delete box.dataset.now;
    goText.textContent = words.again;
    if (passed <= 0) {
      say("");
      time.textContent = "0";
      return;
    }
    beep(440, 0.5);
    const value = counts ? count : passed;
    write(counts ? value : Math.floor(value));
    say(`${words.written}${counts ? count : Math.floor(value)}`);
  };
  const turn = () => {
    if (!began) return;
    const passed = (performance.now() - began) / 1000;
    const now = clockAt(passed, ready, window_);
    if (now.phase !== last.phase || now.shown !== last.shown) {
      time.textContent = String(now.shown);
      if (now.phase === "ready") beep(520, 0.12);
      if (now.phase === "go" && last.phase !== "go") beep(880, 0.4);
      last = now;
    }
    if (now.phase === "over") {
      say(words.over);
      beep(660, 0.8);
      end();
      return;
    }
    box.dataset.now = now.phase;
    say(now.phase === "ready" ? words.ready : words.go);
    if (pace && now.phase === "go" && Math.floor((passed - ready) / pace) > ticks) {
      ticks += 1;
      beep(600, 0.08);
    }
    frame = requestAnimationFrame(turn);
  };
  const start = () => {
    began = performance.now();
    count = 0;
    ticks = 0;
    last = { phase: "", shown: -1 };
    show();
    goText.textContent = words.stop;
    box.scrollIntoView({ block: "center" });
    turn();
  };
  const toggle = () => (began ? end() : start());
  const one = () => {
    if (!began || box.dataset.now !== "go") return;
    count += 1;
    show();
  };

  box.hidden = false;
  go.addEventListener("click", toggle);
  const counter = box.querySelector("[data-one]");
  counter?.addEventListener("click", one);
  if (counts) {
    box.addEventListener("click", (event) => {
      if (event.target instanceof Element && !event.target.closest("button")) one();
    });
  }
  document.addEventListener("keydown", (event) => {
    const on = event.target;
    const typing =
      on instanceof HTMLElement && on.closest("input, select, textarea, button, a, summary, label");
    if (event.key === " " && !typing) {
      event.preventDefault();
      toggle();
    } else if (event.key === "ArrowUp" && began && counts && !(on instanceof HTMLInputElement)) {
      event.preventDefault();
      one();
    }
  });
}

/** @param {HTMLElement} box */
function ruler(box) {
  const sum = /** @type {HTMLElement} */ (box.querySelector("[data-sum]"));
  const total = () => {
    let centimetres = 0;
    for (const field of box.querySelectorAll("input")) {
      centimetres += (Number(field.value) || 0) * Number(field.dataset.width);
    }
    return Math.round(centimetres * 10) / 10;
  };
  box.hidden = false;
  box.addEventListener("input", (event) => {
    event.stopPropagation();
    sum.textContent = String(total());
  });
  box.querySelector("[data-use]")?.addEventListener("click", () => write(total()));
}

/** @param {HTMLElement} box */
function heights(box) {
  const sum = /** @type {HTMLElement} */ (box.querySelector("[data-sum]"));
  const length = (/** @type {string} */ name) => {
    const field = box.querySelector(`[data-${name}]`);
    return field instanceof HTMLInputElement && field.value ? Number(field.value) : NaN;
  };
  const angle = () => angleFrom(length("long"), length("knee"), length("hip"));
  box.hidden = false;
  box.addEventListener("input", (event) => {
    event.stopPropagation();
    const value = angle();
    sum.textContent = value === null ? "" : String(Math.round(value * 10) / 10);
  });
  box.querySelector("[data-use]")?.addEventListener("click", () => {
    const value = angle();
    if (value !== null) write(value);
  });
}

for (const box of document.querySelectorAll("[data-heights]")) {
  if (box instanceof HTMLElement) heights(box);
}
for (const box of document.querySelectorAll("[data-clock]")) {
  if (box instanceof HTMLElement) clock(box);
}
for (const box of document.querySelectorAll("[data-ruler]")) {
  if (box instanceof HTMLElement) ruler(box);
}
const chooser = document.querySelector("[data-target]");
if (chooser instanceof HTMLElement && document.querySelector(".tool")) chooser.hidden = false;
