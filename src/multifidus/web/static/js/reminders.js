// SPDX-License-Identifier: Apache-2.0
// The one note of a day. Works on every page that loads it, as long as the page is open: the server says how
// long to wait and lets only the first of all tabs and devices show it. On the page of reminders it also asks
// the browser for leave, fills in the zone and copies the address.

const LONGEST_MS = 2 ** 31 - 1;
let timer = 0;

async function asked(method) {
  try {
    const answer = await fetch("/api/reminder", { method, credentials: "same-origin" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** @param {{title: string, text: string, url: string}} note */
async function show(note) {
  const icon = document.querySelector("link[rel~='apple-touch-icon']")?.href;
  const options = { body: note.text, tag: "multifidus", icon, data: { url: note.url } };
  try {
    const shown = new Notification(note.title, options);
    shown.addEventListener("click", () => {
      window.focus();
      location.assign(note.url);
    });
  } catch {
    // Phones allow it to the service worker alone.
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.showNotification(note.title, options);
  }
}

async function due() {
  const answer = await asked("POST");
  if (answer?.show) await show(answer);
}

/** Ask anew whenever the page comes back: a timer sleeps with the device. */
async function plan() {
  clearTimeout(timer);
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const answer = await asked("GET");
  if (answer?.wait_s == null) return;
  timer = setTimeout(due, Math.min(answer.wait_s * 1000, LONGEST_MS));
}

function guessZone(form) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const field = form.elements.zone;
  if (!field.value && [...field.options].some((option) => option.value === here)) field.value = here;
}

function askForLeave(form) {
  const box = form.elements.notify;
  const state = document.getElementById("notify-state");
  const say = (text) => {
    state.textContent = text;
    state.hidden = !text;
  };
  const look = () => {
    if (!box.checked) say("");
    else if (!("Notification" in window)) say(form.dataset.lacking);
    else say(Notification.permission === "denied" ? form.dataset.denied : "");
  };
  box.addEventListener("change", async () => {
    if (box.checked && "Notification" in window) await Notification.requestPermission();
    look();
    plan();
  });
  look();
}

function offerCopy() {
  const copy = document.getElementById("copy");
  const field = document.getElementById("address");
  if (!copy || !navigator.clipboard) return;
  copy.hidden = false;
  copy.querySelector("button").addEventListener("click", async (event) => {
    const words = event.currentTarget.querySelector("span");
    await navigator.clipboard.writeText(field.value);
    words.textContent = copy.dataset.copied;
  });
}

const form = document.getElementById("reminders");
if (form) {
  guessZone(form);
  askForLeave(form);
}
offerCopy();
plan();
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") plan();
});
