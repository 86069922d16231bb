// What a person decides about a finding: let it stand (a comment line in the script), or report it as a false alarm.

import { message, say, wordsFor } from "./messages.js";
import { post } from "./server.js";

const LONGEST = 200; // code points of a reported sentence

/** Return the sentence around start:end (UTF-16); where it is too long, the clauses around; then the words alone. */
export function sentenceAround(text, start, end) {
  for (const marks of [/[。！？!?；;\n]/, /[，,。！!？?；;：:…~\s]/]) {
    let first = start;
    let last = end;
    while (first > 0 && !marks.test(text[first - 1])) first -= 1;
    while (last < text.length && !marks.test(text[last])) last += 1;
    const found = text.slice(first, last).trim();
    if ([...found].length <= LONGEST) return found;
  }
  return [...text.slice(start, end)].slice(0, LONGEST).join("");
}

/** Wire the forms of the findings; placeOf(card) tells where a finding is in the text now. */
export function setUpDecisions({ panel, editor, home, placeOf, recheck }) {
  const status = document.getElementById("status");

  function letStand(form, card, place) {
    const by = form.elements.by.value.replace(/[：:]/g, " ").trim();
    const reason = form.elements.reason.value.trim();
    if (!by || !reason) return;
    form.reset();
    form.closest("details").open = false;
    editor.insertAbove(place.start, `# 放行 ${form.dataset.rule} ${by}：${reason}`);
    status.textContent = message("let", { words: card.dataset.text });
    recheck();
  }

  async function report(form, card, place) {
    const button = form.querySelector("button");
    const said = form.querySelector(".decide-said");
    const json = {
      rule: form.dataset.rule,
      sentence: sentenceAround(editor.text, place.start, place.end),
      words: [...card.dataset.text].slice(0, LONGEST).join(""),
      name: form.elements.by.value,
      room: document.getElementById("check-form").elements.room?.value, // absent where no room has rules of its own
    };
    button.disabled = true; // one press, one report
    try {
      await post(form.dataset.url, { json, home });
      say(said, message("alarm-kept"));
    } catch (error) {
      button.disabled = false;
      say(said, wordsFor(error));
    }
  }

  panel.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-decide]");
    if (!form) return;
    event.preventDefault();
    const card = form.closest("[data-target]");
    const place = placeOf(card);
    if (!place) return;
    if (form.dataset.decide === "let") letStand(form, card, place);
    else report(form, card, place);
  });
}
