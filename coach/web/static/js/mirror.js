// The layer under the textarea: the same text in the same metrics, transparent, with the marks behind the words.

/** Fill the mirror with the text and its marks [{start, end, layer, targets}] (UTF-16, ordered, not overlapping). */
export function paint(mirror, text, marks) {
  const sheet = document.createDocumentFragment();
  let at = 0;
  for (const mark of marks) {
    if (mark.start < at || mark.end > text.length) continue;
    sheet.append(text.slice(at, mark.start));
    const element = document.createElement("span");
    element.className = `hit hit-${mark.layer}`;
    element.dataset.targets = mark.targets.join(" ");
    element.textContent = text.slice(mark.start, mark.end);
    sheet.append(element);
    at = mark.end;
  }
  sheet.append(`${text.slice(at)} `); // the space gives a final empty line its height
  mirror.replaceChildren(sheet);
}

/** Emphasise the marks that belong to a target (or none). */
export function emphasise(mirror, target) {
  for (const element of mirror.querySelectorAll(".hit")) {
    element.classList.toggle("is-active", target !== null && element.dataset.targets.split(" ").includes(target));
  }
}

/** Measure the padding that a browser adds inside textareas beyond its CSS (iOS: 3 px a side; elsewhere 0). */
export function textareaInset(textarea) {
  const probe = document.createElement("textarea");
  const ruler = document.createElement("span");
  const font = getComputedStyle(textarea);
  for (const element of [probe, ruler]) {
    element.className = "editor-probe";
    element.setAttribute("aria-hidden", "true");
    element.style.font = font.font;
    element.style.lineHeight = font.lineHeight;
  }
  probe.tabIndex = -1;
  probe.value = ruler.textContent = "国".repeat(10);
  document.body.append(probe, ruler);
  const width = Math.ceil(ruler.getBoundingClientRect().width);
  const line = ruler.getBoundingClientRect().height * 1.5;
  let inset = 0;
  for (; inset < 8; inset += 1) {
    probe.style.width = `${width + 2 * inset}px`;
    if (probe.scrollHeight < line) break;
  }
  probe.remove();
  ruler.remove();
  return inset === 8 ? 0 : inset;
}
