// Runs in the head, before anything is painted: light or dark as the device prefers, and "js" where modules run.
(function () {
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function apply() {
    root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  }
  apply();
  if (dark.addEventListener) dark.addEventListener("change", apply);
  if ("noModule" in HTMLScriptElement.prototype) root.classList.add("js");
})();
