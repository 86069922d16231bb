// The drill page: the editor with a draft that the server keeps, the time that runs, and handing in.

import { loadDraft, saveDraft } from "./draft.js";
import { message } from "./messages.js";
import { Saver } from "./saver.js";
import { replaceText, setUpSources } from "./sources.js";
import "./timer.js";
import { keepVersions } from "./versions.js";
import { setUpWriting } from "./writing.js";

const byId = (id) => document.getElementById(id);
const { name } = byId("check-form").dataset;
const written = byId("text").value;
const versions = keepVersions(name);
const { form, editor, checker, edited, cuesNow, timed } = setUpWriting({
  fields: () => ({}),
  onEdit(text) {
    saver.soon(text);
  },
  onResult: (report, text) => versions.note(report, text),
});
const saver = new Saver({ form, status: byId("saved"), told: byId("message"), kept: written, local: { load: () => loadDraft(name), save: (draft) => saveDraft(draft, name) } });
const { bring } = setUpSources({ form, editor, choose: () => {}, choices: () => ({}), timed });
versions.onRestore((text, words) => bring(text, words));

form.addEventListener("submit", (event) => {
  if (!event.submitter?.hasAttribute("data-hand-in")) return;
  saver.stop();
  form.elements.cues.value = cuesNow().length ? JSON.stringify(cuesNow()) : "";
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload(); // the page from before the hand-in knows an old draft
});

const card = document.querySelector("[data-wide-open]");
if (card?.dataset.wideOpen === "yes" && window.matchMedia("(min-width: 62rem)").matches) card.open = true;

const unsaved = saver.unsaved();
if (unsaved !== null) replaceText(editor, unsaved, message("restored"));
edited();
checker.soon(0);
