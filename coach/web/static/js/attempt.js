// A hand-in: pressing a quoted place brings it into view in the text, and copying suggestions.

import { copyFrom } from "./copy.js";

const text = document.getElementById("marked-text");
const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.getElementById("main").append(status);

document.getElementById("main").addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) return void copyFrom(copy, status);
  const place = event.target.closest(".js-place");
  if (!place || !text) return undefined;
  const start = Number(place.dataset.start);
  const end = Number(place.dataset.end);
  const hits = [...text.querySelectorAll("[data-from]")].filter((hit) => Number(hit.dataset.from) < end && Number(hit.dataset.to) > start);
  for (const hit of text.querySelectorAll(".is-active")) hit.classList.remove("is-active");
  for (const hit of hits) hit.classList.add("is-active");
  hits[0]?.scrollIntoView({ block: "center" });
  hits[0]?.focus({ preventScroll: true });
  return undefined;
});
