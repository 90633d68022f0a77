// What Quarto's own buttons do; its pages say it in the buttons, where their policy forbids it.
document.addEventListener("DOMContentLoaded", () => {
  const onClick = (selector, run) =>
    document.querySelectorAll(selector).forEach((place) => place.addEventListener("click", run));
  onClick("[aria-controls=quarto-sidebar]", () => window.quartoToggleHeadroom?.());
  onClick(".quarto-search-button", () => window.quartoOpenSearch?.());
});
