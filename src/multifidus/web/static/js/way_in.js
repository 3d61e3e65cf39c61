// SPDX-License-Identifier: Apache-2.0
// Keeps a half-filled form as it is being filled, and small conveniences of the way in.
// Every page works without this file.

const WAIT = 600;

/** @param {HTMLFormElement} form */
function keepDraft(form) {
  const url = form.dataset.draft;
  if (!url) return;
  let timer = 0;
  let sent = "";
  const send = () => {
    window.clearTimeout(timer);
    timer = 0;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") body.append(name, value);
    }
    const now = body.toString();
    if (now === sent) return;
    sent = now;
    fetch(url, { method: "POST", body, keepalive: true }).catch(() => {
      // Not kept this time; the next change tries again, and sending the form keeps it as well.
      sent = "";
    });
  };
  const later = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(send, WAIT);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", () => {
    window.clearTimeout(timer);
    timer = 0;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) send();
  });
}

/** "No to those left open" puts the no where it belongs, for the person to see. @param {HTMLElement} box */
function fillNo(box) {
  const tick = box.querySelector("input[type=checkbox]");
  const group = box.closest(".sign-group");
  if (!(tick instanceof HTMLInputElement) || !group) return;
  tick.addEventListener("change", () => {
    if (!tick.checked) return;
    for (const field of group.querySelectorAll("fieldset")) {
      const no = field.querySelector("input[value=no]");
      if (no instanceof HTMLInputElement && !field.querySelector("input:checked")) {
        no.checked = true;
      }
    }
  });
  group.addEventListener("change", (event) => {
    const target = event.target;
    if (target instanceof HTMLInputElement && target.type === "radio" && target.value !== "no") {
      tick.checked = false;
    }
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  if (form instanceof HTMLFormElement) keepDraft(form);
}
for (const box of document.querySelectorAll("[data-none]")) {
  if (box instanceof HTMLElement) fillNo(box);
}
for (const place of document.querySelectorAll("[data-print-button]")) {
  if (!(place instanceof HTMLElement)) continue;
  place.hidden = false;
  place.querySelector("[data-print]")?.addEventListener("click", () => window.print());
}
