// What Quarto's own buttons do; its pages say it in the buttons, where their policy forbids it.
document.addEventListener("DOMContentLoaded", () => {
  const onClick = (selector, run) =>
    document.querySelectorAll(selector).forEach((place) => place.addEventListener("click", run));
  onClick("[aria-controls=quarto-sidebar]", () => window.quartoToggleHeadroom?.());
  onClick(".quarto-search-button", () => window.quartoOpenSearch?.());
});
// The search is made when the page is there; its field is called after its button, "Submit".
window.addEventListener("load", () => {
  const label = document.querySelector("#quarto-search .aa-Label");
  label?.setAttribute("aria-label", "Search");
});
// A page that was opened from a folder may not read a file, but may run one: what the search looks
// through is in a script too.
if (location.protocol === "file:") {
  const read = window.fetch;
  const whole = (entry) => ({ ...entry, text: entry.text.join("\n") });
  const bring = () =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = "search.js";
      script.onload = () => resolve(new Response(JSON.stringify(window.searchEntries.map(whole))));
      script.onerror = reject;
      document.head.append(script);
    });
  window.fetch = (place, ...others) =>
    String(place).endsWith("search.json") ? bring() : read(place, ...others);
}
