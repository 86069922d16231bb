// Words for people live in the page's template (#messages); scripts only fill in names and numbers.

const words = new Map();
for (const item of document.getElementById("messages").content.querySelectorAll("[data-message]")) {
  words.set(item.dataset.message, item.textContent);
}

/** Return the message of that name with {key} replaced by values. */
export function message(name, values = {}) {
  return words.get(name).replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}

/** Show or (with an empty text) hide an inline message; does nothing where it already says so. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === "";
}

/** Return what to tell people about an error: the server's own words where it sent some. */
export function wordsFor(error) {
  if (error.code === "network") return message("offline");
  return error.code && error.message ? error.message : message("failed");
}
