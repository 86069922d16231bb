// What was typed is kept on this device until it is cleared, so that closing the page loses nothing.

const KEY = "coach.draft.v1";
const keyOf = (name) => (name ? `${KEY}.${name}` : KEY); // the self-check page has none

/** Return the kept draft of that name ({text, …}), or null. */
export function loadDraft(name = "") {
  try {
    const draft = JSON.parse(localStorage.getItem(keyOf(name)));
    return draft && typeof draft.text === "string" ? draft : null;
  } catch {
    return null; // storage is off or holds something else
  }
}

/** Keep a draft under that name. */
export function saveDraft(draft, name = "") {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify(draft));
  } catch {
    // storage is off or full: the text is still on the page
  }
}
