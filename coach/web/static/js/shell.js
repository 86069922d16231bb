// The frame of every page: menus that close by themselves, the choice of light or dark, copying, printing.
const menus = document.querySelectorAll("details[data-menu]");

document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

const choice = document.querySelector("[data-theme-choice]");
if (choice) {
  try {
    choice.value = localStorage.getItem("coach-theme") || "auto";
    choice.addEventListener("change", () => {
      localStorage.setItem("coach-theme", choice.value);
      window.dispatchEvent(new Event("coach-theme"));
    });
  } catch {
    choice.closest(".theme-choice").hidden = true; // without storage a choice would not last
  }
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
for (const button of document.querySelectorAll("[data-copy-field]")) {
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.copyField);
    field.select();
    const told = document.getElementById(button.dataset.told);
    navigator.clipboard?.writeText(field.value).then(() => { if (told) told.hidden = false; });
  });
}
