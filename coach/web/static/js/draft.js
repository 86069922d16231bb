// What was typed is kept on this device until it is cleared, so that closing the page loses nothing.

const KEY = "coach.draft.v1";

/** Return the kept draft {text, product, kind, platform}, or null. */
export function loadDraft() {
  try {
    const draft = JSON.parse(localStorage.getItem(KEY));
    return draft && typeof draft.text === "string" ? draft : null;
  } catch {
    return null; // storage is off or holds something else
  }
}

/** Keep a draft. */
export function saveDraft(draft) {
  try {
    localStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // storage is off or full: the text is still on the page
  }
}
