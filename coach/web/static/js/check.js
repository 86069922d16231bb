// The self-check page: the editor with choices of product and platform, samples, and a draft this device keeps.

import { loadDraft, saveDraft } from "./draft.js";
import { message } from "./messages.js";
import { replaceText, setUpSources } from "./sources.js";
import { keepVersions } from "./versions.js";
import { setUpWriting } from "./writing.js";

const byId = (id) => document.getElementById(id);
const { form, editor, checker, edited, timed } = setUpWriting({ fields: choices, onEdit: keep, onResult: (report, text) => versions.note(report, text) });
const versions = keepVersions("self-check");

function choices() {
  const data = new FormData(form);
  return { product: data.get("product"), kind: data.get("kind"), platform: data.get("platform"), slot: data.get("slot") };
}

function keep(text) {
  saveDraft({ ...choices(), text });
}

function choose({ product, kind, platform, slot }) {
  if ([...form.elements.product.options].some((option) => option.value === product)) form.elements.product.value = product;
  if (kind !== undefined) form.elements.kind.value = kind;
  if (platform) form.elements.platform.value = platform;
  if ([...form.elements.slot.options].some((option) => option.value === slot)) form.elements.slot.value = slot;
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
versions.onRestore((text, words) => bring(text, words));
const draft = loadDraft();
if (editor.text === "" && draft && draft.text !== "") {
  choose(draft);
  replaceText(editor, draft.text, message("restored"));
}
choose({});
edited();
checker.soon(0);
