// Copy buttons. The clipboard API needs https; on a plain http address in the office the old way is used.

import { message } from "./messages.js";

async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy refused");
  return undefined;
}

/** Copy what the button carries and say so on it and to screen readers. */
export async function copyFrom(button, status) {
  const said = await copyText(button.dataset.copy).then(() => "copied", () => "copy-failed");
  const before = button.dataset.label ?? button.textContent;
  button.dataset.label = before;
  button.textContent = message(said);
  status.textContent = message(said);
  setTimeout(() => { button.textContent = before; }, 1600);
}
