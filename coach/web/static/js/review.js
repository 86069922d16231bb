// Reviewing: comment on marked text, answer the rubric and give the verdict by keyboard. The form works without any of it.

import { codePointLength } from "./offsets.js";

const form = document.getElementById("review-form");
const source = document.querySelector("[data-source]");
if (form) {
  const rows = form.querySelector("[data-comment-rows]");
  const here = document.querySelector("[data-comment-here]");
  const status = form.querySelector("[data-status]");
  const checks = [...form.querySelectorAll("[data-check]")];
  const answered = form.querySelector("[data-answered]");
  let marked = null;
  let at = -1;

  const say = (key) => {
    status.textContent = document.querySelector("[data-words]").content.querySelector(`[data-say="${key}"]`).textContent;
  };

  /** Return the marked stretch of the text in code points, or null. */
  const selected = () => {
    const selection = window.getSelection();
    if (!source || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0).cloneRange();
    if (!range.intersectsNode(source)) return null;
    if (!source.contains(range.startContainer)) range.setStart(source, 0); // a triple click reaches beyond the text
    if (!source.contains(range.endContainer)) range.setEnd(source, source.childNodes.length);
    const before = document.createRange();
    before.selectNodeContents(source);
    before.setEnd(range.startContainer, range.startOffset);
    const start = codePointLength(before.toString());
    const words = range.toString();
    return words.trim() ? { start, end: start + codePointLength(words), words, box: range.getBoundingClientRect() } : null;
  };

  const freeRow = () => {
    const free = [...rows.children].find((row) => !row.querySelector("select").value && !row.querySelector("textarea").value.trim());
    return free || addRow();
  };

  const addRow = () => {
    const number = rows.children.length + 1;
    const row = rows.children[0].cloneNode(true);
    const [select, words] = [row.querySelector("select"), row.querySelector("textarea")];
    for (const option of select.querySelectorAll("[data-marked]")) option.remove();
    select.value = "";
    words.value = "";
    for (const field of [select, words]) {
      const old = field.id;
      field.id = old.replace(/\d+$/, number);
      const label = row.querySelector(`label[for="${old}"]`);
      label.htmlFor = field.id;
      label.textContent = label.textContent.replace(/\d+/, number);
    }
    rows.append(row);
    return row;
  };

  const comment = (place) => {
    const row = freeRow();
    const select = row.querySelector("select");
    const option = document.createElement("option");
    option.value = `${place.start}-${place.end}`;
    option.textContent = `“${place.words.length > 42 ? `${place.words.slice(0, 41)}…` : place.words}”`;
    option.dataset.marked = "";
    select.append(option);
    select.value = option.value;
    here.hidden = true;
    window.getSelection().removeAllRanges();
    row.querySelector("textarea").focus();
    say("added");
  };

  const count = () => {
    if (answered) answered.textContent = `${checks.filter((check) => check.querySelector("input[type=radio]:checked")).length}/${checks.length}`;
  };

  const stand = (place) => {
    if (!checks.length) return;
    checks[at]?.classList.remove("is-here");
    at = Math.max(0, Math.min(checks.length - 1, place));
    checks[at].classList.add("is-here");
    checks[at].scrollIntoView({ block: "center" });
    (checks[at].querySelector("input[type=radio]:checked") || checks[at].querySelector("input[type=radio]")).focus({ preventScroll: true });
  };

  const answer = (value) => {
    if (at < 0) stand(0);
    checks[at].querySelector(`input[value="${value}"]`).checked = true;
    checks[at].querySelector(".form-control").focus();
    count();
  };

  document.addEventListener("selectionchange", () => {
    marked = selected();
    here.hidden = !marked;
    if (!marked) return;
    here.style.top = `${marked.box.bottom + window.scrollY + 6}px`;
    here.style.left = `${Math.max(8, Math.min(marked.box.left, document.documentElement.clientWidth - 110)) + window.scrollX}px`;
  });
  here.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the text marked
  here.addEventListener("click", () => marked && comment(marked));
  for (const row of [...rows.children].slice(1)) {
    if (!row.querySelector("select").value && !row.querySelector("textarea").value) row.remove(); // marking text adds one
  }
  form.querySelector("[data-add-comment]").addEventListener("click", () => addRow().querySelector("select").focus());
  form.addEventListener("change", count);
  form.addEventListener("focusin", (event) => {
    const check = event.target.closest("[data-check]");
    if (!check) return;
    checks[at]?.classList.remove("is-here");
    at = checks.indexOf(check);
    check.classList.add("is-here");
  });

  const keys = {
    c: () => {
      const place = selected(); // asked for anew: the browser tells of a selection a moment after it is made
      if (place) comment(place);
      else say("nothing");
    },
    j: () => stand(at + 1),
    k: () => stand(at - 1),
    y: () => checks.length && answer("yes"),
    n: () => checks.length && answer("no"),
    1: () => form.querySelector("#verdict-pass").click(),
    2: () => form.querySelector("#verdict-again").click(),
    3: () => form.querySelector("#verdict-comment").click(),
    s: () => document.querySelector("[data-next]")?.click(),
    u: () => document.querySelector(".crumbs a").click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector(".review-end button[type=submit]"));
      return;
    }
    const typing = event.target.closest("textarea, select, input:not([type=radio])");
    if (event.key === "Escape" && typing) typing.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  count();
}
