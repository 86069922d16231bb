// The self-check page: the editor with choices of product and platform, samples, and a draft this device keeps.

import { loadDraft, saveDraft } from "./draft.js";
import { message } from "./messages.js";
import { replaceText, setUpSources } from "./sources.js";
import { keepVersions } from "./versions.js";
import { setUpWriting } from "./writing.js";

const byId = (id) => document.getElementById(id);
const { form, editor, checker, edited, timed } = setUpWriting({ fields: choices, onEdit: keep, onResult: (report, text) => versions.note(report, text, { type: choices().type }) });
const versions = keepVersions("self-check");

function choices() {
  const data = new FormData(form);
  return { product: data.get("product"), kind: data.get("kind"), platform: data.get("platform"), type: data.get("type"), slot: data.get("slot"), room: data.get("room") };
}

function keep(text) {
  saveDraft({ ...choices(), text });
}

function choose({ product, kind, platform, type, slot, room }) {
  if ([...form.elements.product.options].some((option) => option.value === product)) form.elements.product.value = product;
  if (kind !== undefined) form.elements.kind.value = kind;
  if (platform) form.elements.platform.value = platform;
  if ([...form.elements.type.options].some((option) => option.value === type)) form.elements.type.value = type;
  if ([...form.elements.slot.options].some((option) => option.value === slot)) form.elements.slot.value = slot;
  const rooms = form.elements.room?.options; // of one room alone there is nothing to choose
  if (rooms && [...rooms].some((option) => option.value === room)) form.elements.room.value = room;
  byId("kind-option").hidden = form.elements.product.value !== "";
}

form.addEventListener("change", (event) => {
  if (event.target === byId("file") || event.target === byId("text")) return;
  const platform = event.target.id === "product" ? event.target.selectedOptions[0].dataset.platform : undefined;
  choose({ platform: platform === "any" ? undefined : platform });
  edited();
  checker.soon(0);
});

const { bring } = setUpSources({ form, editor, choose, choices, timed });
versions.onRestore((text, words, kept) => {
  bring(text, words);
  choose(kept);
  edited();
});
const draft = loadDraft();
if (editor.text === "" && draft && draft.text !== "") {
  choose(draft);
  replaceText(editor, draft.text, message("restored"));
}
choose({});
edited();
checker.soon(0);
