// SPDX-License-Identifier: Apache-2.0
// Short tones made here: no file to load, and each cue can be told from the others by ear alone.

/** Cue to tones: [hertz, seconds after the cue, length in seconds]. */
const TONES = {
  tick: [[660, 0, 0.08]],
  go: [[880, 0, 0.25]],
  rep: [[740, 0, 0.07]],
  hold: [[560, 0, 0.12]],
  back: [[440, 0, 0.12]],
  half: [[660, 0, 0.12], [660, 0.2, 0.12]],
  end: [[660, 0, 0.14], [880, 0.16, 0.22]],
  change: [[520, 0, 0.16], [700, 0.2, 0.16], [520, 0.4, 0.2]],
};
const VOLUME = 0.18;
const FADE = 0.02;

export class Sounds {
  constructor() {
    this.on = true;
    this.context = null;
  }

  /** Browsers let sound out only after a tap, so this is called from one. */
  wake() {
    try {
      this.context ??= new AudioContext();
      this.context.resume();
    } catch {
      this.context = null;
    }
  }

  play(cue) {
    if (!this.on || !this.context || !(cue in TONES)) return;
    const now = this.context.currentTime;
    for (const [hertz, after, length] of TONES[cue]) {
      const tone = this.context.createOscillator();
      const volume = this.context.createGain();
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0, now + after);
      volume.gain.linearRampToValueAtTime(VOLUME, now + after + FADE);
      volume.gain.setValueAtTime(VOLUME, now + after + length - FADE);
      volume.gain.linearRampToValueAtTime(0, now + after + length);
      tone.connect(volume).connect(this.context.destination);
      tone.start(now + after);
      tone.stop(now + after + length);
    }
  }
}
