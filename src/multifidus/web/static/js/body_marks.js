// SPDX-License-Identifier: Apache-2.0
// A touch on the drawing ticks the box of that place, and the marks suggest how far down it reaches.
// The boxes are the truth; the style sheet colours the drawing by them.

const REACH = ["none", "buttock", "thigh", "below-knee"];

const marks = document.querySelector(".marks");
const form = marks?.closest("form");
if (marks && form) {
  /** @param {string} site @returns {HTMLInputElement | null} */
  const box = (site) => marks.querySelector(`input[value="${CSS.escape(site)}"]`);
  let chosen = form.querySelector("input[name=radiation]:checked") !== null;

  const suggest = () => {
    if (chosen) return;
    let furthest = 0;
    const ticked = marks.querySelectorAll("input[name=sites]:checked");
    for (const one of ticked) {
      if (!(one instanceof HTMLInputElement)) continue;
      const at = REACH.findIndex((word) => one.value.startsWith(word));
      furthest = Math.max(furthest, at);
    }
    for (const one of form.querySelectorAll("input[name=radiation]")) {
      if (one instanceof HTMLInputElement) {
        one.checked = ticked.length > 0 && one.value === REACH[furthest];
      }
    }
  };

  marks.querySelector("[data-marks]")?.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof SVGElement) || !target.dataset.site) return;
    const one = box(target.dataset.site);
    if (!one) return;
    one.checked = !one.checked;
    one.dispatchEvent(new Event("change", { bubbles: true }));
  });
  form.addEventListener("change", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "radiation") chosen = true;
    if (target.name === "sites") suggest();
  });
}
