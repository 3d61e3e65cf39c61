// SPDX-License-Identifier: Apache-2.0
// Shows the state of the machine. It decides nothing and keeps nothing; every word comes from the page.

import { leftOf, mayExtend, nextPart, partAt, partsBehind, secondsLeft, stepLength, stepOf } from "./machine.js";
import { placeIn } from "./tempo.js";

const byId = (id) => document.getElementById(id);

/** Put values into a sentence of the page: "Set {n} of {of}". */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Seconds as a clock shows them. */
export function clock(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return String(seconds);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function put(id, text) {
  const place = byId(id);
  if (place.textContent !== text) place.textContent = text;
}

function list(id, texts) {
  byId(id).replaceChildren(...texts.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
}

function picture(id, url, alt) {
  const image = byId(id);
  if (image.getAttribute("src") !== url) image.setAttribute("src", url);
  image.alt = alt;
  image.hidden = false;
}

export class View {
  constructor(words, language, number) {
    this.words = words;
    this.language = language;
    this.number = number;
    this.section = "";
    this.shown = "";
  }

  /** Show one section and give it the focus, so that keyboard and screen reader go along. */
  show(section) {
    if (this.section === section) return;
    this.section = section;
    document.body.dataset.section = section;
    for (const one of document.querySelectorAll("main > section")) one.hidden = one.id !== `s-${section}`;
    byId("wrong-button").hidden = !["run", "finish", "start", "sore", "resume"].includes(section);
    byId(`s-${section}`).querySelector("h1")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** A sentence with a number in it, in the form for one or for several. */
  count(key, n, values = {}) {
    const one = new Intl.PluralRules(this.language).select(n) === "one";
    return fill(this.words[one ? `${key}_one` : key], { n, ...values });
  }

  amount(part) {
    const { words } = this;
    const values = { sets: part.sets, reps: part.reps, hold: part.hold_s, minutes: part.minutes && this.number(part.minutes) };
    const hold = part.reps === 1 ? words.amount_one_hold : words.amount_hold;
    const text = fill(part.minutes ? words.amount_minutes : part.hold_s ? hold : words.amount_reps, values);
    return part.side === "each" ? `${text}, ${words.each_side}` : text;
  }

  figureOf(part, side, form) {
    return (part.figures[side ?? "both"] ?? Object.values(part.figures)[0])[form];
  }

  /** What the session holds, before it begins. */
  overview(script) {
    put("overview-title", this.count("overview", script.parts.length, { minutes: Math.round(script.minutes) }));
    this.listing("overview", script.parts);
  }

  /** Exercises with their drawings and amounts. */
  listing(id, parts) {
    byId(id).replaceChildren(...parts.map((part) => {
      const item = document.createElement("li");
      const image = document.createElement("img");
      image.src = this.figureOf(part, part.side === "each" ? "left" : null, "still");
      image.alt = "";
      const name = document.createElement("b");
      name.textContent = part.name;
      const amount = document.createElement("span");
      amount.textContent = this.amount(part);
      item.append(image, name, amount);
      return item;
    }));
  }

  pips(script, behind, now) {
    const pips = byId("pips");
    if (pips.children.length !== script.parts.length) {
      pips.replaceChildren(...script.parts.map(() => document.createElement("li")));
    }
    [...pips.children].forEach((pip, n) => {
      pip.className = n < behind ? "past" : n === now ? "now" : "";
    });
  }

  /** Everything that changes with the state; called many times a second. */
  render(state, script) {
    if (state.stage !== "running") {
      this.pips(script, partsBehind(state, script), -1);
      put("bar-text", "");
      return;
    }
    const { words } = this;
    this.pips(script, state.part, state.part);
    const part = partAt(state, script);
    const step = stepOf(state, script);
    const key = `${state.part} ${state.step} ${state.swapped[state.part]} ${state.paused} ${state.asking} ${state.n}`;
    if (key !== this.shown) {
      this.shown = key;
      this.renderStep(state, script, part, step);
    }
    const minutes = Math.max(Math.round(secondsLeft(state, script) / 60), 1);
    put("bar-text", `${fill(words.exercise, { n: state.part + 1, of: script.parts.length })} · ${fill(words.minutes_left, { n: minutes })}`);
    this.renderCount(state, script, step);
  }

  renderCount(state, script, step) {
    this.renderDial(state, script, step);
    byId("count").dataset.length = String(byId("count").textContent.length);
  }

  renderDial(state, script, step) {
    const { words } = this;
    const left = leftOf(state, script);
    const share = 100 * Math.min(state.elapsed / Math.max(stepLength(state, script), 1), 1);
    byId("ring").setAttribute("stroke-dasharray", `${share.toFixed(2)} 100`);
    if (step.kind !== "work") {
      put("move", "");
      put("count", clock(left));
      put("of", words.seconds);
      byId("of").hidden = left > 59_000;
      return;
    }
    byId("of").hidden = false;
    if (step.minutes) {
      put("move", "");
      put("count", clock(left));
      byId("of").hidden = true;
      return;
    }
    const place = placeIn(step, state.elapsed, state.longer);
    put("move", words[place.move]);
    if (step.hold_s) {
      put("count", place.move === "hold" ? clock(place.left) : String(step.hold_s));
      put("of", place.of > 1 ? fill(words.rep_of, { n: place.rep, of: place.of }) : words.seconds);
    } else {
      put("count", String(place.rep));
      put("of", fill(words.of, { n: place.of }));
    }
  }

  renderStep(state, script, part, step) {
    const { words } = this;
    const run = byId("s-run");
    run.dataset.kind = step.kind;
    run.dataset.calm = part.phase === "relaxation" ? "yes" : "no";
    run.dataset.paused = state.paused ? "yes" : "no";
    const kind = step.kind === "work" && step.minutes ? words.bout : words[step.kind];
    put("kind", state.paused ? (state.why === "away" ? words.away : words.paused) : kind);
    const sets = part.sets > 1 ? fill(words.set, { n: step.set, of: part.sets }) : "";
    put("set-text", sets);
    put("name", part.name);
    const side = byId("side");
    side.hidden = !step.side;
    if (step.side) {
      put("side", step.kind === "change" ? words[`to_${step.side}`] : words[step.side]);
      side.dataset.side = step.side;
    }
    const moving = step.kind !== "rest" && !state.paused && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    picture("figure", this.figureOf(part, step.side, moving ? "animated" : "still"), step.side ? `${part.name}, ${words[`side_${step.side}`]}` : part.name);
    list("cues", step.kind === "ready" || step.kind === "work" ? part.cues : []);
    this.renderAside(state, script, part, step);
    for (const [id, usable] of [["extend", mayExtend(state, script)], ["easier", Boolean(script.parts[state.part].easier) && !state.swapped[state.part]]]) {
      byId(id).hidden = !usable;
    }
    put("next-text", step.kind === "work" ? words.set_done : step.kind === "ready" ? words.skip_wait : words.next);
  }

  renderAside(state, script, part, step) {
    const { words } = this;
    const waiting = step.kind !== "work";
    const after = nextPart(state, script);
    const last = part.steps.findLastIndex((one) => one.kind === "rest");
    const showNext = Boolean(after) && step.kind === "rest" && state.step === last;
    byId("next-up").hidden = !showNext;
    if (showNext) {
      put("next-name", after.name);
      put("next-amount", this.amount(after));
      picture("next-figure", this.figureOf(after, after.side === "each" ? "left" : null, "still"), "");
    }
    const asking = waiting && state.asking;
    byId("s-run").dataset.asking = asking ? "yes" : "no";
    byId("ask-effort").hidden = !asking;
    if (state.asking) put("ask-effort-text", fill(words.effort_of, { name: this.nameOf(script, state.asking) }));
    const counted = waiting && state.last?.reps !== undefined && !(state.last.hold_s > 0) && state.stage === "running";
    byId("correct").hidden = !counted || state.n === 0;
    if (counted) put("correct-text", this.count("logged", state.last.reps));
  }

  nameOf(script, exercise) {
    for (const part of script.parts) {
      if (part.exercise === exercise) return part.name;
      if (part.easier?.exercise === exercise) return part.easier.name;
    }
    return exercise;
  }

  /** What a screen reader hears, and the voice says, when something new begins. */
  spoken(state, script) {
    const { words } = this;
    const part = partAt(state, script);
    const step = stepOf(state, script);
    const side = step.side ? words[step.side] : "";
    const set = part.sets > 1 ? fill(words.set_spoken, { n: step.set, of: part.sets }) : "";
    const said = {
      ready: [words.ready, part.name, side, this.amount(part)],
      work: [step.minutes ? words.bout : words.work, part.name, side, set],
      rest: [words.rest, clock(stepLength(state, script)), words.seconds],
      change: [words.change, step.side ? words[`to_${step.side}`] : ""],
    }[step.kind];
    return said.filter(Boolean).join(". ");
  }

  announce(text) {
    put("live", text);
  }

  how(part) {
    put("how-title", part.name);
    put("how-setup", part.setup);
    put("how-start", part.start);
    list("how-steps", part.how);
    list("how-stop", part.stop_when);
    list("how-why", part.why);
    byId("how-why-block").hidden = part.why.length === 0;
  }

  easier(part) {
    put("easier-title", fill(this.words.easier, { name: part.name }));
    put("easier-text", `${this.amount(part)}. ${part.start}`);
    picture("easier-figure", this.figureOf(part, part.side === "each" ? "left" : null, "still"), part.name);
  }

  press(name, value) {
    for (const button of document.querySelectorAll(`[data-tens="${name}"] .ten`)) {
      button.setAttribute("aria-pressed", String(Number(button.value) === value));
    }
  }

  outbox(box, lasting) {
    const note = byId("unsent");
    note.hidden = box.waiting === 0 && !box.unkept;
    put("unsent-text", box.unkept ? this.words.unkept : fill(this.words.unsent, { n: box.waiting }));
    byId("sign-in-note").hidden = !(box.signedOut && box.waiting);
    byId("refused-note").hidden = box.refused.size === 0;
    list("refused-list", [...box.refused.values()].map(({ error }) => error));
    put("done-kept", box.waiting === 0 ? this.words.all_sent : lasting ? this.words.will_send : this.words.lost);
  }
}
