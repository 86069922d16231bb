// Where a text can come from besides typing: a file, a sample, nothing (clear); the text before can be brought back.

import { message, say, wordsFor } from "./messages.js";
import { get, post } from "./server.js";

const byId = (id) => document.getElementById(id);
let before = null; // what "bring back" brings back

/** Put a text into the editor with a notice. */
export function replaceText(editor, text, words) {
  editor.replace(text);
  byId("notice").querySelector("[data-notice-text]").textContent = words;
  byId("notice").hidden = false;
  byId("undo").hidden = before === null;
}

/** Wire file input, dropping a file, sample links, clear and bring back; bring() puts another text in, with a way back. */
export function setUpSources({ form, editor, choose, choices, timed }) {
  function remember() {
    before = editor.text.trim() === "" ? null : { ...choices(), text: editor.text };
  }

  async function upload(file) {
    const body = new FormData();
    body.append("file", file);
    const result = await post(form.dataset.upload, { body, home: form.dataset.home });
    remember();
    replaceText(editor, result.text, message(result.cues.length ? "uploaded-times" : "uploaded", { name: file.name }));
    timed({ text: editor.text, cues: editor.text === result.text ? result.cues : [] }); // only while offsets agree
  }

  async function openSample(url) {
    const sample = await get(url);
    remember();
    choose({ ...sample, kind: "", type: "" });
    replaceText(editor, sample.text, message("sample", { name: sample.title }));
  }

  function attempt(work) {
    say(byId("message"), "");
    work.catch((error) => say(byId("message"), wordsFor(error)));
  }

  byId("file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    event.target.value = ""; // the same file can be chosen again
    if (file) attempt(upload(file));
  });
  byId("editor").addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  byId("editor").addEventListener("drop", (event) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    attempt(upload(file));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-sample]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    attempt(openSample(link.href));
  });
  byId("clear").addEventListener("click", () => {
    remember();
    replaceText(editor, "", message("cleared"));
    byId("text").focus();
  });
  byId("undo").addEventListener("click", () => {
    if (before === null) return;
    const { text, ...chosen } = before;
    before = null;
    choose(chosen);
    replaceText(editor, text, message("undone"));
    byId("text").focus();
  });
  return {
    bring(text, words) {
      remember();
      replaceText(editor, text, words);
    },
  };
}
