// The draft of a drill saves itself: a moment after the last change, when the page is left, again when the line is back.

import { message, say, wordsFor } from "./messages.js";
import { post } from "./server.js";

const DELAY_MS = 1200;
const RETRY_MS = 6000;

const clock = (at) => at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

export class Saver {
  /** `kept` is the text the server has; `local` keeps what could not be sent yet on this device. */
  constructor({ form, status, told, kept, local }) {
    Object.assign(this, { form, status, told, kept, local });
    this.url = form.dataset.save;
    this.seen = Number(form.dataset.seen);
    this.tries = form.dataset.tries; // a draft kept on this device is of no use once something newer was handed in
    this.timer = 0;
    this.busy = false;
    this.stopped = false;
    this.text = kept;
    window.addEventListener("online", () => this.#run());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.#run(); });
  }

  /** Return a text of this device that the server never got, or null. */
  unsaved() {
    const draft = this.local.load();
    return draft && draft.seen === this.seen && draft.tries === this.tries && draft.text.trim() !== "" && draft.text !== this.kept ? draft.text : null;
  }

  /** Save a text after a pause. */
  soon(text) {
    this.text = text;
    if (this.stopped || text === this.kept) return;
    this.local.save({ text, seen: this.seen, tries: this.tries });
    say(this.status, message("saving"));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#run(), DELAY_MS);
  }

  #done(text, version, at) {
    this.seen = version;
    this.form.elements.seen.value = version;
    this.kept = text;
    this.local.save({ text, seen: version, tries: this.tries });
    say(this.status, message("saved", { time: clock(at) }));
    if (this.text !== text) this.soon(this.text);
  }

  /** Return the draft that the server has now, or null. */
  async #there() {
    try {
      const page = await (await fetch(this.form.dataset.home, { headers: { Accept: "text/html" } })).text();
      const fresh = new DOMParser().parseFromString(page, "text/html");
      return { text: fresh.getElementById("text").value, seen: Number(fresh.getElementById("check-form").dataset.seen) };
    } catch {
      return null;
    }
  }

  /** Save no more: the text is handed in. */
  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async #run() {
    clearTimeout(this.timer);
    if (this.busy || this.stopped || this.text === this.kept) return;
    const { text } = this;
    this.busy = true;
    try {
      const { version, at } = await post(this.url, { json: { text, seen: this.seen }, home: this.form.dataset.home });
      this.#done(text, version, new Date(at));
    } catch (error) {
      const there = error.code === "conflict" ? await this.#there() : null;
      if (there?.text === text) return void this.#done(text, there.seen, new Date()); // this page's own last words, sent as it was left
      if (error.code === "network") {
        say(this.status, message("not-saved"));
        this.timer = setTimeout(() => this.#run(), RETRY_MS);
      } else {
        this.stop(); // somebody else has saved, or the session is over: the words say what to do
        say(this.status, message("not-saved-here"));
        say(this.told, wordsFor(error));
      }
    } finally {
      this.busy = false;
    }
  }
}
