// The keys of every page: ? lists them, / searches, g and a digit go to an entry of the menu.

const dialog = document.getElementById("keys-dialog");
const places = [...document.querySelectorAll(".top-bar a")];
const TYPING = "textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable]";
let going = false;

document.querySelector("[data-open-keys]").addEventListener("click", () => dialog.showModal());
document.addEventListener("keydown", (event) => {
  const went = going;
  going = false;
  if (dialog.open) { // the keys of the page below rest meanwhile
    event.stopImmediatePropagation();
    return;
  }
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPING)) return;
  const place = went && places[Number(event.key) - 1];
  if (place) {
    place.click();
  } else if (event.key === "?" || event.key === "？") {
    dialog.showModal();
  } else if (event.key === "/") {
    const field = document.getElementById("site-search");
    if (field?.checkVisibility()) field.focus();
    else document.querySelector(".search-link")?.click();
  } else if (event.key === "g" && places.length) {
    going = true;
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
});
