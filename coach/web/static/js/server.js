// Talking to the server: JSON in and out, the CSRF token renewed once when the session is gone.

/** An answer that says what is wrong in words for people; code "network" when there was no answer. */
export class ServerError extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

let token = document.querySelector('meta[name="csrf-token"]').content;

/** POST and return the JSON answer. Throws ServerError, or AbortError when the signal fired. */
export async function post(url, { body, json, signal, home }, again = true) {
  const headers = { Accept: "application/json", "X-CSRFToken": token };
  if (json) headers["Content-Type"] = "application/json";
  const answer = await reach(url, { method: "POST", headers, body: json ? JSON.stringify(json) : body, signal });
  if (answer.ok) return answer.json();
  const error = await answer.json().then((data) => data.error, () => ({ code: "http", message: "" }));
  if (error.code === "csrf" && again) {
    await renewToken(home);
    return post(url, { body, json, signal, home }, false);
  }
  throw new ServerError(error.message, error.code);
}

/** GET and return the JSON answer. */
export async function get(url) {
  const answer = await reach(url, { headers: { Accept: "application/json" } });
  const data = await answer.json().catch(() => ({ error: { code: "http", message: "" } }));
  if (!answer.ok) throw new ServerError(data.error.message, data.error.code);
  return data;
}

async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServerError("", "network");
  }
}

async function renewToken(home) {
  const page = await (await reach(home, { headers: { Accept: "text/html" } })).text();
  const meta = new DOMParser().parseFromString(page, "text/html").querySelector('meta[name="csrf-token"]');
  if (meta) token = meta.content;
}
