// The editor: a textarea over its mirror, in one scrolling frame, so that marks can't drift from the words.

import { carrySpans } from "./offsets.js";
import { emphasise, paint, textareaInset } from "./mirror.js";

export class Editor {
  /** onEdit() after every change of the text, onCaret(target or null) when the caret enters or leaves a mark. */
  constructor({ frame, textarea, mirror, onEdit, onCaret }) {
    Object.assign(this, { frame, textarea, mirror, onEdit, onCaret });
    this.marks = [];
    this.painted = "";
    this.composing = false;
    this.target = null;
    mirror.style.setProperty("--inset", `${textareaInset(textarea)}px`);
    textarea.addEventListener("input", () => this.#edited());
    textarea.addEventListener("compositionstart", () => { this.composing = true; });
    textarea.addEventListener("compositionend", () => { this.composing = false; this.#edited(); });
    document.addEventListener("selectionchange", () => this.#caretMoved());
    textarea.addEventListener("click", () => this.#caretMoved(true));
    this.#paint();
  }

  get text() {
    return this.textarea.value;
  }

  /** Replace the whole text (sample, upload, draft); the caret goes to the beginning. */
  replace(text) {
    this.textarea.value = text;
    this.textarea.setSelectionRange(0, 0);
    this.frame.scrollTop = 0;
    this.marks = [];
    this.#paint();
    this.onEdit();
  }

  /** Show the marks of a checked text, carried over to what has been typed since. */
  mark(marks, checked) {
    this.marks = carrySpans(marks, checked, this.text);
    this.#paint();
    this.#caretMoved();
  }

  /** Select a span of the current text and bring it into view. */
  select(start, end, target) {
    this.textarea.focus({ preventScroll: true });
    this.textarea.setSelectionRange(start, end);
    this.#setTarget(target, false);
    this.#reveal(start);
  }

  /**
   * Put a line above the line that holds a UTF-16 index. The selection stays on its words, the view where it is; where
   * the browser can, its own undo takes the line back (setRangeText would empty the undo list).
   */
  insertAbove(index, line) {
    const { textarea, frame } = this;
    const at = this.text.slice(0, index).lastIndexOf("\n") + 1;
    const { selectionStart: start, selectionEnd: end } = textarea;
    const { scrollTop } = frame;
    const carried = (place) => (place >= at ? place + line.length + 1 : place);
    textarea.focus({ preventScroll: true });
    textarea.setSelectionRange(at, at);
    if (!document.execCommand("insertText", false, `${line}\n`)) {
      textarea.setRangeText(`${line}\n`, at, at, "end");
      this.#edited();
    }
    textarea.setSelectionRange(carried(start), carried(end));
    frame.scrollTop = scrollTop;
  }

  #edited() {
    this.marks = carrySpans(this.marks, this.painted, this.text);
    this.#paint();
    this.onEdit();
  }

  #paint() {
    this.painted = this.text;
    paint(this.mirror, this.painted, this.marks);
    emphasise(this.mirror, this.target);
  }

  /** Scroll the frame, then the page, so that the character at a UTF-16 index can be seen. */
  #reveal(index) {
    const place = this.#rectAt(index);
    const frame = this.frame.getBoundingClientRect();
    if (place && (place.top < frame.top + 8 || place.bottom > frame.bottom - 8)) {
      this.frame.scrollTop += place.top - frame.top - this.frame.clientHeight / 3;
    }
    this.frame.scrollIntoView({ block: "nearest" });
  }

  #rectAt(index) {
    const walker = document.createTreeWalker(this.mirror, NodeFilter.SHOW_TEXT);
    let rest = index;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (rest < node.length) {
        const range = document.createRange();
        range.setStart(node, rest);
        range.setEnd(node, Math.min(rest + 1, node.length));
        return range.getBoundingClientRect();
      }
      rest -= node.length;
    }
    return null;
  }

  #caretMoved(again = false) {
    if (document.activeElement !== this.textarea) return;
    const { selectionStart: start, selectionEnd: end } = this.textarea;
    const inside = this.marks.find((mark) => mark.start <= start && end <= mark.end && start < mark.end);
    const kept = inside && inside.targets.includes(this.target) ? this.target : inside?.targets[0];
    this.#setTarget(kept ?? null, true, again);
  }

  #setTarget(target, byCaret, again = false) {
    if (target === this.target && !again) return;
    this.target = target;
    emphasise(this.mirror, target);
    this.onCaret(target, byCaret);
  }
}
