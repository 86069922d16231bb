// The bar that stays in sight on a phone, and the sentence for screen readers.

/** Fill bar and sentence from the report on the page. */
export function showSummary(panel) {
  const line = panel.querySelector("[data-status]");
  const bar = document.getElementById("summary");
  const status = document.getElementById("status");
  const { score, findings, points } = line.dataset;
  bar.querySelector('[data-summary="score"]').textContent = score;
  bar.querySelector('[data-summary="findings"]').textContent = findings;
  bar.querySelector('[data-summary="points"]').textContent = points;
  bar.querySelector("[data-summary-points]").hidden = points === "";
  bar.hidden = false;
  if (status.textContent !== line.dataset.status) status.textContent = line.dataset.status;
}
