// Assigning: find drills by name, and say how many are chosen.

const find = document.getElementById("find-drill");
const count = document.querySelector("[data-chosen]");
const boxes = [...document.querySelectorAll('input[name="drills"]')];
const folds = [...document.querySelectorAll(".drill-choice details")];

function tell() {
  const chosen = boxes.filter((box) => box.checked).length;
  if (count) count.textContent = chosen ? `${chosen}` : "";
}

for (const box of boxes) box.addEventListener("change", tell);
find?.addEventListener("input", () => {
  const words = find.value.trim().toLowerCase();
  for (const row of document.querySelectorAll(".drill-tick")) row.hidden = Boolean(words) && !row.dataset.name.toLowerCase().includes(words);
  if (words) for (const fold of folds) fold.open = Boolean(fold.querySelector(".drill-tick:not([hidden])"));
});
find?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault(); // Enter looks for drills, it does not send the form
});
document.getElementById("plan")?.focus();
tell();
