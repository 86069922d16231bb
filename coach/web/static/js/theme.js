// Runs in the head, before anything is painted: light or dark as the person chose, else as the device prefers, and "js" where modules run.
(function () {
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function chosen() {
    try {
      return localStorage.getItem("coach-theme") || "auto";
    } catch (error) {
      return "auto"; // storage may be forbidden
    }
  }
  function apply() {
    var choice = chosen();
    root.setAttribute("data-bs-theme", choice === "auto" ? (dark.matches ? "dark" : "light") : choice);
  }
  apply();
  window.addEventListener("coach-theme", apply);
  if (dark.addEventListener) dark.addEventListener("change", apply);
  if ("noModule" in HTMLScriptElement.prototype) root.classList.add("js");
})();
