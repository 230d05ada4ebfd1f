/* Typesets what has the class "tex", and opens derivations row by row. Without this script a page
 * shows everything, formulas as they are written. */
"use strict";

function typeset(element, tex) {
  katex.render(tex, element, {
    displayMode: element.classList.contains("display"),
    throwOnError: false,
    strict: false, /* Chinese words in formulas are meant */
  });
}

/* The rows of "\begin{aligned} a \\ b \end{aligned}": at the outermost "\\". */
function rowsOf(tex) {
  const whole = /^\s*\\begin\{aligned\}([\s\S]*)\\end\{aligned\}\s*$/.exec(tex);
  if (whole === null) {
    return [tex];
  }
  const rows = [""];
  let braces = 0, environments = 0;
  for (const part of whole[1].match(/\\begin\{|\\end\{|\\\\|\\.|[{}]|[^\\{}]+|\\/g) || []) {
    if (part === "\\\\" && braces === 0 && environments === 0) {
      rows.push("");
      continue;
    }
    environments += part === "\\begin{" ? 1 : part === "\\end{" ? -1 : 0;
    braces += part.endsWith("{") && part !== "\\{" ? 1 : part === "}" ? -1 : 0;
    rows[rows.length - 1] += part;
  }
  return rows.filter((row) => row.trim() !== "");
}

function button(words, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", action);
  return made;
}

/* The first row, and a button for each next one with the reason that belongs to it. */
function openByRows(element, rows) {
  const reasons = element.closest(".claim").querySelectorAll(".why > li");
  const buttons = document.createElement("p");
  let shown = 1;
  const show = (count) => {
    shown = count;
    typeset(element, "\\begin{aligned}" + rows.slice(0, shown).join("\\\\") + "\\end{aligned}");
    reasons.forEach((reason, i) => {
      reason.hidden = i + 1 >= shown && shown < rows.length;
    });
    buttons.hidden = shown === rows.length;
  };
  buttons.className = "rows";
  buttons.append(button("next line", () => show(shown + 1)), " ",
                 button("all lines", () => show(rows.length)));
  element.closest(".formula").after(buttons);
  show(1);
  window.addEventListener("beforeprint", () => show(rows.length));
}

document.querySelectorAll(".tex").forEach((element) => {
  const tex = element.textContent;
  const rows = element.matches(".claim > .formula > .display") ? rowsOf(tex) : [tex];
  if (rows.length > 2) {
    openByRows(element, rows);
  } else {
    typeset(element, tex);
  }
});
document.documentElement.dataset.ready = "true";
