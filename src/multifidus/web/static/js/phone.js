// SPDX-License-Identifier: Apache-2.0
// Asks the browser what it offers here, and writes the answers into the list.

const abilities = {
  secure: () => window.isSecureContext,
  worker: () => "serviceWorker" in navigator,
  crypto: () => Boolean(window.crypto?.subtle) && "indexedDB" in window,
  wake: () => "wakeLock" in navigator,
  tilt: () => "DeviceOrientationEvent" in window && window.isSecureContext && navigator.maxTouchPoints > 0,
  voice: () => "speechSynthesis" in window,
  notify: () => "Notification" in window && window.isSecureContext,
};

const list = document.getElementById("abilities");
for (const item of list?.querySelectorAll("[data-ability]") ?? []) {
  const works = abilities[item.dataset.ability]();
  const state = item.querySelector(".ability-state");
  state.textContent = works ? list.dataset.yes : list.dataset.no;
  state.classList.add(works ? "badge-good" : "badge-care");
  item.querySelector(".ability-without").hidden = works;
}
