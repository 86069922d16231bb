// The report beside the editor: swapped after each check without closing what the reader opened or losing focus.

/** Put new server-rendered HTML in place of the old report. */
export function replaceReport(panel, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const folds = new Map([...panel.querySelectorAll("details[data-fold]")].map((fold) => [fold.dataset.fold, fold]));
  for (const fold of fresh.querySelectorAll("details[data-fold]")) {
    const old = folds.get(fold.dataset.fold);
    if (!old) continue;
    fold.open = old.open;
    for (const field of old.open ? fold.querySelectorAll("input") : []) field.value = old.querySelector(`[name="${field.name}"]`).value;
    const slot = fold.querySelector(".rule-slot");
    if (slot && old.open) slot.replaceWith(old.querySelector(".rule-slot"));
    if (slot && old.open) fold.removeAttribute("hx-get"); // already loaded
  }
  const focus = focusPath(panel);
  panel.replaceChildren(...fresh.childNodes);
  if (focus) panel.querySelector(focus)?.focus({ preventScroll: true });
  window.htmx?.process(panel);
}

/** Return a selector that finds the focused element again in a new report. */
function focusPath(panel) {
  const element = document.activeElement;
  if (!panel.contains(element)) return null;
  const entry = element.closest("[data-target]");
  const scope = entry ? `#${CSS.escape(entry.id)} ` : "";
  if (element.localName === "input") {
    const fold = element.closest("details[data-fold]");
    return `details[data-fold="${CSS.escape(fold.dataset.fold)}"] [name="${element.name}"]`;
  }
  if (element.dataset.start) return `${scope}[data-start="${element.dataset.start}"]`;
  if (element.dataset.copy) return `${scope}[data-copy="${CSS.escape(element.dataset.copy)}"]`;
  if (element.localName === "summary") {
    return `details[data-fold="${CSS.escape(element.parentElement.dataset.fold)}"] > summary`;
  }
  return null;
}

/** Emphasise the entry of a target; bring a finding into view where that doesn't move the editor (wide screens). */
export function emphasiseEntry(panel, target, reveal) {
  for (const entry of panel.querySelectorAll("[data-target]")) {
    entry.classList.toggle("is-active", entry.dataset.target === target);
  }
  const entry = target && document.getElementById(target);
  if (entry?.matches(".entry") && reveal && window.matchMedia("(min-width: 62rem)").matches) entry.scrollIntoView({ block: "nearest" });
}

/** Under the editor, name the entry the caret stands in, with a link to it (for narrow screens). */
export function noteCaret(note, panel, target) {
  const entry = target && panel.querySelector(`[data-target="${CSS.escape(target)}"][data-note]`);
  note.hidden = !entry;
  if (!entry) return note.replaceChildren();
  const link = document.createElement("a");
  link.href = `#${target}`;
  link.textContent = entry.dataset.note;
  const why = document.createElement("span");
  why.textContent = entry.querySelector(".entry-why, .fact-line").textContent;
  return note.replaceChildren(link, why);
}
