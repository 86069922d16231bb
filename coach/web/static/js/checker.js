// When to ask the server: a moment after the last change, never twice at once, never while a word is being composed.

import { post } from "./server.js";

const RETRY_MS = 5000;

export class Checker {
  /** ask() returns what to send (or null: nothing to check); the on… functions are told what came of it. */
  constructor({ url, home, delay, ask, onStart, onResult, onError }) {
    Object.assign(this, { url, home, delay, ask, onStart, onResult, onError });
    this.timer = 0;
    this.request = null;
    window.addEventListener("online", () => this.soon(0));
  }

  /** Check after a pause; a check that is under way is given up. */
  soon(delay = this.delay) {
    clearTimeout(this.timer);
    this.request?.abort();
    this.request = null;
    this.timer = setTimeout(() => this.#run(), delay);
  }

  async #run() {
    const json = this.ask();
    if (!json) return;
    const request = new AbortController();
    this.request = request;
    this.onStart();
    try {
      const result = await post(this.url, { json, signal: request.signal, home: this.home });
      if (this.request === request) this.onResult(result, json);
    } catch (error) {
      if (this.request !== request) return;
      this.onError(error);
      if (error.code === "network") this.timer = setTimeout(() => this.#run(), RETRY_MS);
    }
  }
}
