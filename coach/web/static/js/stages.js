// A stage session: the time on air ticks, points are ticked off as they are said, and a half-filled rubric is kept on this
// device until the verdict is sent.

const clock = document.querySelector("[data-since]");
if (clock) {
  const ahead = Number(clock.dataset.now) * 1000 - Date.now(); // how far the server's clock is ahead of this device
  const since = Number(clock.dataset.since) * 1000;
  const shown = clock.querySelector("[data-clock]");
  const tick = () => {
    const seconds = Math.max(0, Math.round((Date.now() + ahead - since) / 1000));
    const two = (number) => String(number).padStart(2, "0");
    shown.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  tick();
  setInterval(tick, 1000);
}

const form = document.querySelector("form[data-keep]");
if (form) {
  const key = `coach-${form.dataset.keep}`;
  const fields = () => [...form.elements].filter((field) => field.name && field.type !== "hidden" && field.type !== "submit");
  try {
    const kept = JSON.parse(localStorage.getItem(key) || "{}");
    for (const field of fields()) {
      if (field.type === "radio") field.checked ||= kept[field.name] === field.value && !form.querySelector(`[name="${CSS.escape(field.name)}"]:checked`);
      else if (!field.value) field.value = kept[field.name] || "";
    }
    form.addEventListener("input", () => {
      const typed = {};
      for (const field of fields()) if (field.type !== "radio" || field.checked) typed[field.name] = field.value;
      localStorage.setItem(key, JSON.stringify(typed));
    });
    form.querySelector("[data-kept]").hidden = false;
  } catch {
    // without storage the form is a plain form
  }
}

for (const list of document.querySelectorAll("[data-ticks]")) {
  const key = `coach-${list.dataset.ticks}`;
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const count = () => (list.querySelector("[data-ticked]").textContent = boxes.filter((box) => box.checked).length);
  try {
    const kept = JSON.parse(localStorage.getItem(key) || "[]");
    for (const box of boxes) box.checked ||= kept.includes(box.id);
  } catch {
    // without storage the ticks last as long as the page
  }
  list.addEventListener("change", () => {
    count();
    try {
      localStorage.setItem(key, JSON.stringify(boxes.filter((box) => box.checked).map((box) => box.id)));
    } catch {
      // as above
    }
  });
  count();
}
