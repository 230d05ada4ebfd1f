/* Typesets the formulas, and opens the rows of a derivation one by one. */
"use strict";

function typeset(element) {
  katex.render(element.textContent, element, {
    displayMode: element.classList.contains("display"),
    throwOnError: false,
    strict: false,
  });
}

document.querySelectorAll(".tex").forEach(typeset);
document.documentElement.dataset.ready = "true";
