"use strict";
// Hides the figures that do not fit the words and the choices; without this script all of them are shown.
(() => {
  const form = document.getElementById("zoeken");
  const words = document.getElementById("woorden");
  const choices = [...form.querySelectorAll("select")];
  const figures = [...document.querySelectorAll(".figuur")].map((element) => ({
    element,
    text: element.dataset.woorden,
    values: Object.fromEntries(choices.map((one) => [one.dataset.sleutel, JSON.parse(element.dataset[one.dataset.sleutel])])),
  }));
  const count = document.getElementById("aantal");
  const none = document.getElementById("niets");

  function show() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = choices.filter((one) => one.value);
    let shown = 0;
    for (const figure of figures) {
      const fits = wanted.every((word) => figure.text.includes(word))
        && chosen.every((one) => figure.values[one.dataset.sleutel].includes(one.value));
      figure.element.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    count.textContent = shown + " " + (shown === 1 ? count.dataset.enkel : count.dataset.meer);
    none.hidden = shown > 0;
  }

  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  // The fields are empty only after the event.
  form.addEventListener("reset", () => setTimeout(show));
  show();
})();
