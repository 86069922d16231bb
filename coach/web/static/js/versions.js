// Earlier states of a text, kept on this device: one a minute of writing, each with the score it had.

import { message } from "./messages.js";
import { codePointLength } from "./offsets.js";

const MOST = 12;
const APART_MS = 60_000;
const byId = (id) => document.getElementById(id);

/** Keep versions under a name; note() after each check, with choices to keep beside the text; onRestore() says what to do with one that is asked back. */
export function keepVersions(name) {
  const key = `coach.versions.v1.${name}`;
  let restore = () => {};
  let list = load();

  function load() {
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      return Array.isArray(kept) ? kept.filter((one) => typeof one?.text === "string") : [];
    } catch {
      return []; // storage is off or holds something else
    }
  }

  function save() {
    try {
      localStorage.setItem(key, JSON.stringify(list));
    } catch {
      // storage is off or full: the versions last as long as the page
    }
  }

  function show() {
    const earlier = list.slice(1);
    byId("versions").hidden = earlier.length === 0;
    byId("versions-count").textContent = String(earlier.length);
    byId("versions-list").replaceChildren(...earlier.map(row));
  }

  function row(one) {
    const item = document.createElement("li");
    const words = document.createElement("span");
    const time = new Date(one.at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false });
    words.textContent = message("version", { time, n: codePointLength(one.text), score: one.score, words: [...one.text.trim()].slice(0, 16).join("") });
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary";
    button.textContent = message("version-restore");
    button.addEventListener("click", () => restore(one.text, message("version-restored", { time }), one.choices ?? {}));
    item.append(words, button);
    return item;
  }

  show();
  return {
    /** A check is done: begin a new version or carry the newest one on. */
    note(report, text, choices = {}) {
      const now = Date.now();
      const [newest] = list;
      if (newest?.text === text) {
        newest.choices = choices;
        return save();
      }
      const same = newest && now - newest.since < APART_MS && !jumped(newest.text, text);
      const fresh = { text, choices, score: report.score, at: now, since: same ? newest.since : now };
      list = [fresh, ...(same ? list.slice(1) : list)].slice(0, MOST);
      save();
      show();
      return undefined;
    },
    onRestore(action) {
      restore = action;
    },
  };
}

/** Tell whether a text was put in place of another rather than written on: a good part of it is gone. */
function jumped(before, after) {
  return after.length < before.length * 0.7 || !after.startsWith(before.slice(0, Math.min(20, Math.floor(before.length / 2))));
}
