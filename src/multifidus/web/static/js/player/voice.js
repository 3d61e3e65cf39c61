// SPDX-License-Identifier: Apache-2.0
// The browser's own voice, if someone wants it. Only a voice of this machine is used: some browsers have
// voices that send the text away, and none of it may leave.

export class Voice {
  constructor(language) {
    this.language = language;
    this.on = false;
  }

  voice() {
    const voices = globalThis.speechSynthesis?.getVoices() ?? [];
    return voices.find((one) => one.localService && one.lang.toLowerCase().startsWith(this.language));
  }

  /** Tell whether there is a voice now, and whenever that changes: browsers look for them slowly. */
  whenKnown(tell) {
    tell(Boolean(this.voice()));
    globalThis.speechSynthesis?.addEventListener?.("voiceschanged", () => tell(Boolean(this.voice())));
  }

  say(text) {
    const voice = this.on && text ? this.voice() : null;
    if (!voice) return;
    const speech = new SpeechSynthesisUtterance(text);
    speech.voice = voice;
    speech.lang = voice.lang;
    speechSynthesis.cancel();
    speechSynthesis.speak(speech);
  }

  quiet() {
    globalThis.speechSynthesis?.cancel();
  }
}
