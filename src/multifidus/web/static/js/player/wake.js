// SPDX-License-Identifier: Apache-2.0
// Keeps the screen on while a session goes on, where the browser offers it. The lock is lost whenever the
// page is hidden, so it is asked for again when the page is back.

export class Wake {
  constructor() {
    this.wanted = false;
    this.lock = null;
    document.addEventListener("visibilitychange", () => this.ask());
  }

  keep(wanted) {
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    if (wanted) this.ask();
    else this.lock?.release().catch(() => {});
  }

  async ask() {
    if (!this.wanted || document.visibilityState !== "visible" || !navigator.wakeLock) return;
    try {
      this.lock = await navigator.wakeLock.request("screen");
    } catch {
      this.lock = null;
    }
  }
}
