// SPDX-License-Identifier: Apache-2.0
// The print button: shown where a script can open the browser's print window.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
