// SPDX-License-Identifier: Apache-2.0
// Puts the player together: the machine, what it is shown on, sounds, voice, the outbox and the vault.

import { newId, Outbox } from "../outbox.js";
import {
  advance, asleep, begin, comfortOf, partAt, partsBehind, resumeFrom, scriptOf, stepOf, tooSore,
} from "./machine.js";
import { Sounds } from "./sounds.js";
import { canKeep, memoryVault, openVault } from "./vault.js";
import { fill, View } from "./view.js";
import { Voice } from "./voice.js";
import { Wake } from "./wake.js";

const EVERY = 100;
const KEEP_EVERY = 5_000;
const AFTER_TAP = 350;
const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("player-data").textContent);
const { words } = data;
/** The language of the page, as the person's own country writes it. */
const locale = navigator.languages.find((one) => one.startsWith(data.language)) ?? data.language;
const decimals = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const view = new View(words, data.language, (value) => decimals.format(value));
const sounds = new Sounds();
const voice = new Voice(data.language);
const wake = new Wake();

let script = data.script;
let state = null;
let vault = memoryVault();
let outbox = null;
let keptAt = 0;
let gateAnswers = null;
let painBefore = null;
let pausedByDialog = false;
let manner = data.manner;

/** The day it is on this device. */
function today() {
  const now = new Date();
  return [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-");
}

function stateName() {
  return `${data.owner}/state`;
}

/** Hand an event to the machine, do what it asks, and keep both in one stroke. */
function tell(type, facts = {}) {
  if (!state) return;
  const before = state;
  const [next, effects] = advance(state, { type, ...facts }, Date.now(), script);
  state = next;
  settle(before, effects);
}

function settle(before, effects) {
  const logs = effects.filter((effect) => effect.log).map((effect) => effect.log);
  const now = Date.now();
  if (logs.length || state.stage !== before?.stage || state.paused !== before?.paused || now - keptAt > KEEP_EVERY) {
    keptAt = now;
    const over = ["done", "stopped"].includes(state.stage);
    outbox.add(logs, [[stateName(), over ? undefined : { of: state.of, script, state: asleep(state) }]]);
  }
  for (const effect of effects) if (effect.cue) sounds.play(effect.cue);
  follow(before);
}

/** Show where the machine is now, and say it when something new began. */
function follow(before) {
  wake.keep(state.stage === "running" && !state.paused);
  view.render(state, script);
  if (state.stage === "running") {
    const moved = before?.part !== state.part || before?.step !== state.step || before?.stage !== state.stage || (before?.paused && !state.paused);
    if (moved && !state.paused) {
      const text = view.spoken(state, script);
      view.announce(text);
      voice.say(text);
    }
    if (state.paused && !before?.paused) {
      voice.quiet();
      view.announce(state.why === "away" ? words.away : words.paused);
    }
    return;
  }
  if (state.stage !== before?.stage) voice.quiet();
  if (state.stage === "finish") showFinish();
  if (state.stage === "done") showDone(words.finished, view.count("done", state.sets));
}

function showFinish() {
  const ask = state.asking;
  byId("finish-effort").hidden = !ask;
  if (ask) byId("finish-effort-text").textContent = fill(words.effort_of, { name: view.nameOf(script, ask) });
  view.show("finish");
}

function showDone(title, text) {
  byId("done-title").textContent = title;
  byId("done-text").textContent = text;
  byId("done-after").hidden = state.pain.after !== undefined;
  view.show("done");
  view.outbox(outbox, vault.lasting);
}

/** What the last set left to say; when all of it is said the session is over by itself. */
function finishIfSaid() {
  if (state.stage === "finish" && !state.asking && state.pain.during !== undefined) {
    setTimeout(() => tell("end"), AFTER_TAP);
  }
}

const answers = {
  before(pain) {
    painBefore = pain;
    byId("start").disabled = false;
    byId("start").focus({ preventScroll: false });
  },
  effort(effort) {
    if (state?.asking) tell("effort", { exercise: state.asking, effort });
    view.press("effort", null);
  },
  "last-effort": (effort) => {
    if (state?.asking) tell("effort", { exercise: state.asking, effort });
    finishIfSaid();
  },
  during(pain) {
    tell("pain", { when: "during", pain });
    finishIfSaid();
  },
  after(pain) {
    tell("pain", { when: "after", pain });
  },
};

function logGate(given) {
  const event = { session: state.session, n: state.n, on: today(), part: "gate", answers: given };
  state = { ...state, n: state.n + 1 };
  outbox.add([event]);
}

/** After a lot of pain nothing starts by itself: what is left of the session is offered first. */
function startOrAsk() {
  if (!tooSore(script, painBefore)) {
    startSession();
    return;
  }
  const left = comfortOf(script);
  view.listing("sore-list", left.parts);
  byId("sore-some").hidden = byId("sore-go").hidden = left.parts.length === 0;
  byId("sore-none").hidden = left.parts.length > 0;
  view.show("sore");
}

function startSession({ comfort = false } = {}) {
  sounds.wake();
  const session = newId();
  const facts = { session, on: today(), pain: painBefore, longer: Boolean(manner.longer), comfort };
  const [fresh, effects] = begin(script, facts, Date.now());
  if (comfort) script = comfortOf(script);
  state = fresh;
  settle(null, effects);
  if (gateAnswers) logGate(gateAnswers);
  view.show("run");
}

function goOn() {
  sounds.wake();
  view.show(state.stage === "finish" ? "finish" : "run");
  if (state.stage === "finish") showFinish();
  else tell("resume");
  follow(null);
}

/** Show what to do now. This device starts no session any more until the server gives it some again. */
async function alarm() {
  view.show("alarm");
  const kept = await vault.all(`${data.owner}/session/`);
  await vault.put([[stateName(), undefined], ...kept.map(([name]) => [name, undefined])]);
}

/** Something new before a session: it is kept as an answer, and what to do now is shown at once. */
function alarmBefore() {
  state = state ?? { session: newId(), n: 0 };
  logGate({ "anything-new": "yes" });
  state = null;
  alarm();
}

function somethingWrong() {
  if (!state) {
    alarmBefore();
    return;
  }
  tell("pause");
  view.show("wrong");
}

function stopSession(why, grave) {
  if (!state || !["running", "finish"].includes(state.stage)) return;
  tell("stop", { why, alarm: grave });
  if (grave) alarm();
  else showDone(words.stopped, view.count("stopped_text", state.sets));
}

function open(id) {
  pausedByDialog = state?.stage === "running" && !state.paused;
  if (pausedByDialog) tell("pause");
  byId(id).showModal();
}

function closed() {
  if (pausedByDialog && state?.stage === "running" && view.section === "run") tell("resume");
  pausedByDialog = false;
}

const clicks = {
  "gate-none": () => {
    gateAnswers = Object.fromEntries(data.asked.map((question) => [question, "no"]));
    view.show("start");
  },
  "gate-yes": alarmBefore,
  start: startOrAsk,
  "sore-go": () => startSession({ comfort: true }),
  "sore-back": () => view.show("start"),
  "start-without": () => { painBefore = null; startSession(); },
  resume: goOn,
  "resume-end": () => {
    if (state.stage === "running") state = { ...state, stage: "finish", asking: null, at: null };
    showFinish();
  },
  pause: () => { sounds.wake(); tell(state.paused ? "resume" : "pause"); },
  next: () => { if (state.paused) tell("resume"); tell("next"); },
  back: () => tell("back"),
  extend: () => tell("extend"),
  skip: () => open("skip-dialog"),
  how: () => { view.how(partAt(state, script)); open("how-dialog"); },
  easier: () => { view.easier(script.parts[state.part].easier); open("easier-dialog"); },
  "easier-take": () => { byId("easier-dialog").close(); tell("swap"); },
  less: () => tell("correct", { by: -1 }),
  more: () => tell("correct", { by: 1 }),
  "finish-skip": () => tell("end"),
  "wrong-button": somethingWrong,
  "wrong-yes": () => stopSession("something is wrong", true),
  "wrong-none": () => {
    if (state.stage === "running" || state.stage === "finish") view.show("why");
  },
  "wrong-back": () => { if (state.stage === "finish") showFinish(); else { view.show("run"); tell("resume"); } },
  "after-no": () => { logGate({ [data.after]: "no" }); byId("after-question").hidden = true; },
  "after-yes": () => { logGate({ [data.after]: "yes" }); byId("alarm-after").hidden = false; alarm(); },
  "refused-seen": () => outbox.forgetRefused(),
};

function clicked(event) {
  const button = event.target.closest("button");
  if (!button) return;
  const tens = button.closest("[data-tens]");
  if (tens && button.classList.contains("ten")) {
    const value = Number(button.value);
    view.press(tens.dataset.tens, value);
    answers[tens.dataset.tens](value);
  } else if (button.dataset.skip) {
    byId("skip-dialog").close();
    tell("skip", { why: button.dataset.skip });
  } else if (button.dataset.stop) {
    stopSession(button.dataset.stop, false);
  } else if ("close" in button.dataset) {
    button.closest("dialog").close();
  } else {
    clicks[button.id]?.();
  }
}

/** The whole player by keyboard; keys typed into a control keep what they mean there. */
function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const running = view.section === "run";
  const control = event.target.closest("button, a, input");
  if (key === "s" && !byId("wrong-button").hidden) somethingWrong();
  else if (!running) return;
  else if (key === " " && (!control || control.id === "pause")) clicks.pause();
  else if (key === "arrowright") clicks.next();
  else if (key === "arrowleft") clicks.back();
  else if (key === "+" || key === "=") tell("extend");
  else if (key === "-") tell("shorten");
  else return;
  event.preventDefault();
}

function applyManner() {
  for (const box of document.querySelectorAll("[data-manner]")) {
    box.checked = Boolean(manner[box.dataset.manner]);
    box.addEventListener("change", () => {
      manner = { ...manner, [box.dataset.manner]: box.checked };
      sounds.on = Boolean(manner.sounds);
      voice.on = Boolean(manner.voice);
      vault.put([["manner", manner]]).catch(() => {});
      const body = JSON.stringify({ [box.dataset.manner]: box.checked });
      const headers = { "Content-Type": "application/json" };
      fetch("/api/manner", { method: "POST", headers, body }).catch(() => {});
    });
  }
  sounds.on = Boolean(manner.sounds ?? true);
  voice.on = Boolean(manner.voice);
  const choice = document.querySelector("[data-manner=voice]").closest("label");
  voice.whenKnown((there) => { choice.hidden = !there; });
}

/** Without network: the page is empty, and what was kept on this device fills it. */
async function fromDevice() {
  data.owner = await vault.get("owner");
  manner = (await vault.get("manner")) ?? { sounds: true };
  if (!data.owner) return null;
  const kept = (await vault.all(`${data.owner}/session/`)).map(([, session]) => session);
  const [, , on, slot] = location.pathname.split("/");
  const open = await vault.get(stateName());
  if (open && open.of.on === on && open.of.slot === slot) return open.script;
  const wanted = kept.find((session) => session.on === on && session.slot === slot);
  if (wanted) return wanted;
  if (slot) {
    view.show("gone");
    return undefined;
  }
  showKept(kept, open);
  return undefined;
}

function showKept(sessions, unfinished) {
  const all = [...sessions];
  if (unfinished && !all.some((one) => one.on === unfinished.of.on && one.slot === unfinished.of.slot)) all.unshift(unfinished.script);
  const day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
  byId("kept").replaceChildren(...all.map((session) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `/session/${session.on}/${session.slot}`;
    const when = document.createElement("b");
    when.textContent = `${day.format(new Date(`${session.on}T12:00`))}, ${words[session.slot]}`;
    const what = document.createElement("span");
    what.textContent = view.count("overview", session.parts.length, { minutes: Math.round(session.minutes) });
    link.append(when, what);
    item.append(link);
    return item;
  }));
  byId("kept-text").hidden = all.length === 0;
  byId("none-kept").hidden = all.length > 0;
  view.show("choose");
}

/** A session that was begun: on this device, or else as far as the server knows it. */
async function unfinished() {
  const kept = await vault.get(stateName());
  if (kept?.state.format === 1 && kept.of.on === script.on && kept.of.slot === script.slot) {
    const days = (new Date(today()) - new Date(kept.state.on)) / 86_400_000;
    if (days <= 1) {
      script = kept.script;
      return asleep(kept.state);
    }
    // What was begun days ago belongs to that day: it is ended there, and today begins anew.
    const { session, n, on } = kept.state;
    outbox.add([{ session, n, on, part: "end" }], [[stateName(), undefined]]);
    return null;
  }
  if (data.so_far.length) script = scriptOf(data.so_far, script);
  if (data.so_far.length) return resumeFrom(data.so_far, script, { on: data.so_far[0].on ?? today(), longer: manner.longer }, Date.now());
  return null;
}

/** Have every drawing at hand before it is needed, one after the other. */
async function fetchFigures() {
  for (const part of script.parts) {
    for (const forms of Object.values(part.figures)) {
      const image = new Image();
      image.src = forms.animated;
      await image.decode().catch(() => {});
    }
  }
}

function listen() {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  for (const dialog of document.querySelectorAll("dialog")) dialog.addEventListener("close", closed);
  addEventListener("pagehide", () => { if (state?.stage === "running") tell("pause"); });
  addEventListener("beforeunload", (event) => { if (!vault.lasting && outbox.waiting) event.preventDefault(); });
  setInterval(() => { if (state?.stage === "running" && !state.paused) tell("tick"); }, EVERY);
}

async function prepare() {
  byId("player").hidden = false;
  const lasting = data.own ? await openVault() : null;
  if (lasting) vault = lasting;
  if (!script) script = (await fromDevice()) ?? null;
  if (data.owner) {
    outbox = new Outbox(vault, data.owner, { changed: (box) => view.outbox(box, vault.lasting) });
    await outbox.open();
    outbox.listen();
    outbox.send();
  }
  if (!script) {
    if (view.section === "") showKept([], null);
    return;
  }
  byId("sign-in-link").href = `/sign-in?next=${location.pathname}`;
  byId("not-kept").hidden = vault.lasting || !canKeep();
  byId("insecure").hidden = canKeep();
  applyManner();
  listen();
  view.overview(script);
  const open = await unfinished();
  if (open) {
    state = open;
    view.render(state, script);
    byId("resume-text").textContent = fill(words.resume, { done: partsBehind(state, script), of: script.parts.length });
    view.show("resume");
  } else {
    view.show(byId("s-device") ? "device" : "gate");
  }
  fetchFigures();
}

prepare();
