// What every page with an editor shares: typing, checking a moment later, marks, report, jumping between the two.

import { Checker } from "./checker.js";
import { copyFrom } from "./copy.js";
import { setUpDecisions } from "./decide.js";
import { Editor } from "./editor.js";
import { message, say, wordsFor } from "./messages.js";
import { carrySpans, codePointLength, codePointTable } from "./offsets.js";
import { emphasiseEntry, noteCaret, replaceReport } from "./panel.js";
import { showSummary } from "./summary.js";

const byId = (id) => document.getElementById(id);

/**
 * Wire the editor of the page and its report. fields() gives what is sent along with the text; onEdit(text) is told of
 * every change, onResult(report, text) of every check.
 */
export function setUpWriting({ fields, onEdit, onResult }) {
  const form = byId("check-form");
  const panel = byId("report");
  const limit = Number(form.dataset.maxChars);
  let checked = ""; // the text that the shown report speaks of
  let timed = { text: "", cues: [] }; // an uploaded text whose times hold until it is edited

  const editor = new Editor({
    frame: byId("editor"),
    textarea: byId("text"),
    mirror: byId("mirror"),
    onEdit() {
      edited();
      if (!editor.composing) checker.soon();
    },
    onCaret(target, byCaret) {
      emphasiseEntry(panel, target, byCaret);
      noteCaret(byId("caret-note"), panel, target);
    },
  });

  const checker = new Checker({
    url: form.getAttribute("action"),
    home: form.dataset.home,
    delay: Number(form.dataset.delay),
    ask() {
      panel.removeAttribute("aria-busy");
      if (editor.composing) return null; // the end of the composition asks again
      const { text } = editor;
      const length = codePointLength(text);
      say(byId("message"), length > limit ? message("too-long", { n: length.toLocaleString(), max: limit.toLocaleString() }) : "");
      if (text.trim() === "") showEmpty();
      if (text.trim() === "" || length > limit) return null;
      return { ...fields(), text, cues: cuesNow() };
    },
    onStart() {
      panel.setAttribute("aria-busy", "true");
    },
    onResult(result, asked) {
      checked = asked.text;
      replaceReport(panel, result.html);
      panel.removeAttribute("aria-busy");
      byId("empty").hidden = true;
      const table = codePointTable(checked);
      const marks = result.marks.map(([start, end, layer, targets]) => ({ start: table[start], end: table[end], layer, targets }));
      editor.mark(marks, checked);
      emphasiseEntry(panel, editor.target, false);
      showSummary(panel);
      onResult(result.report, checked);
    },
    onError(error) {
      panel.removeAttribute("aria-busy");
      say(byId("message"), wordsFor(error));
    },
  });

  function cuesNow() {
    return timed.text === editor.text ? timed.cues : [];
  }

  function edited() {
    onEdit(editor.text);
    say(byId("count"), editor.text ? message("count", { n: codePointLength(editor.text).toLocaleString(), max: limit.toLocaleString() }) : "");
    byId("clear").hidden = editor.text === "";
  }

  function showEmpty() {
    checked = "";
    panel.replaceChildren();
    byId("empty").hidden = false;
    byId("summary").hidden = true;
    byId("status").textContent = "";
  }

  /** Return where the place of a button or card is now, wherever typing has moved it since the check; say when it is gone. */
  function placeOf(element) {
    const table = codePointTable(checked);
    const span = { start: table[Number(element.dataset.start)], end: table[Number(element.dataset.end)] };
    const [now] = carrySpans([span], checked, editor.text);
    say(byId("message"), now ? "" : message("gone"));
    return now;
  }

  function selectPlace(element) {
    const now = placeOf(element);
    if (now) editor.select(now.start, now.end, element.closest("[data-target]")?.dataset.target ?? null);
  }

  panel.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) return void copyFrom(copy, byId("status"));
    const place = event.target.closest(".js-place");
    if (place) return selectPlace(place);
    const goto = event.target.closest("[data-goto]");
    const entry = goto ? byId(goto.dataset.goto) : event.target.closest("[data-target][data-start]");
    if (goto && entry) emphasiseEntry(panel, entry.dataset.target, false);
    else if (entry && !event.target.closest("a, summary, details") && getSelection().isCollapsed) selectPlace(entry);
    return undefined;
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return; // handing in: a page of its own follows
    event.preventDefault();
    checker.soon(0);
  });
  setUpDecisions({ panel, editor, home: form.dataset.home, placeOf, recheck: () => checker.soon(0) });

  return { form, editor, checker, edited, cuesNow, timed: (value) => { timed = value; } };
}
