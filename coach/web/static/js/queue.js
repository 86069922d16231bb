// The queue by keyboard: j and k move, Enter opens what has the focus (a link does that by itself).

const items = [...document.querySelectorAll("[data-item]")];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step || !items.length) return;
  const here = items.indexOf(document.activeElement);
  const next = items[here < 0 ? 0 : Math.max(0, Math.min(items.length - 1, here + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  event.preventDefault();
});
