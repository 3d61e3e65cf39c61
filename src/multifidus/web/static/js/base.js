// SPDX-License-Identifier: Apache-2.0
// What every page may use. Each part only helps: without it the page still works. All words come from the page.

/** Give the reader the list of answers that need a look. */
function focusFirst() {
  document.querySelector("[data-focus]")?.focus();
}

/** A native dialog is opened by any button that names it, and closed by its own buttons or a tap beside it. */
function dialogs(event) {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    document.getElementById(opener.dataset.opens)?.showModal();
    return;
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target.closest("[data-closes]") || beside(dialog, event))) dialog.close();
}

/** The dark ground around a dialog counts as the dialog itself: only the place tells them apart. */
function beside(dialog, event) {
  if (event.target !== dialog) return false;
  const box = dialog.getBoundingClientRect();
  const within = event.clientX >= box.left && event.clientX <= box.right;
  return !(within && event.clientY >= box.top && event.clientY <= box.bottom);
}

function dismiss(event) {
  event.target.closest("[data-dismiss]")?.closest(".flash").remove();
}

/** Minus and plus move to the next multiple of the step, within the bounds that the field itself states. */
function step(event) {
  const button = event.target.closest("[data-step]");
  const field = button?.closest("[data-stepper]")?.querySelector("input");
  if (!field) return;
  if (Number(button.dataset.step) > 0) field.stepUp();
  else field.stepDown();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function mark(cell) {
  cell.toggleAttribute("data-some", Number(cell.value) > 0);
}

/** In a week, chosen minutes stand out; one button gives every day the minutes of the first. */
function week(event) {
  if (event.type === "change") {
    if (event.target.matches?.("[data-week] select")) mark(event.target);
    return;
  }
  const table = event.target.closest("[data-week-copy]")?.parentElement.querySelector("[data-week]");
  if (!table) return;
  const [first, ...others] = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("select")]);
  for (const row of others) {
    row.forEach((cell, place) => {
      cell.value = first[place].value;
      mark(cell);
    });
  }
}

for (const hidden of document.querySelectorAll("[data-step], [data-dismiss], [data-week-copy]")) {
  hidden.hidden = false;
}
for (const act of [dialogs, dismiss, step, week]) document.addEventListener("click", act);
document.addEventListener("change", week);
focusFirst();
