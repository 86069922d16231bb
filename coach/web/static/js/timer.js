// The time of a drill with a limit, counted down by the server's clock.

const place = document.querySelector("[data-until]");
if (place) {
  const ahead = Number(place.dataset.now) * 1000 - Date.now(); // how far the server's clock is ahead of this device
  const until = Number(place.dataset.until) * 1000;
  const clock = place.querySelector("[data-clock]");
  const tick = () => {
    const left = Math.round((until - Date.now() - ahead) / 1000);
    const shown = Math.abs(left);
    clock.textContent = `${left < 0 ? "+" : ""}${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
    place.classList.toggle("time-short", left < 60);
    place.classList.toggle("time-over", left < 0);
  };
  tick();
  setInterval(tick, 1000);
}
