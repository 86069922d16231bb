// Recalling a card: how many points are ticked as known, told as they are ticked.

const form = document.getElementById("study");
const count = document.getElementById("known-count");
const boxes = [...form.querySelectorAll('input[name="known"]')];
const tell = () => {
  const known = boxes.filter((box) => box.checked).length;
  count.textContent = known ? `${known}/${boxes.length}` : "";
};
form.addEventListener("change", tell);
tell();
