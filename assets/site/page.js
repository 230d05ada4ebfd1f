/* Typesets what has the class "tex", opens derivations row by row, plays films in the place of
 * their pictures, filters the errata, and goes from step to step by keys. Without this script a
 * page shows everything, formulas as they are written. */
"use strict";

function make(name, words, settings = {}) {
  const made = Object.assign(document.createElement(name), settings);
  made.textContent = words;
  return made;
}

function makeButton(words, action) {
  const made = make("button", words, { type: "button" });
  made.addEventListener("click", action);
  return made;
}

/* ---- formulas ---- */

/* Milliseconds that typesetting takes at a time: a key is answered after one of them. */
const SLICE = 30;

/* Behind and before a formula a line may end, but not before a comma or behind a bracket. */
function keepTogether(element) {
  const after = element.nextSibling, before = element.previousSibling;
  if (after !== null && after.nodeType === Node.TEXT_NODE && /^[,.;:!?)\]\u2019]/.test(after.data)) {
    after.data = "\u2060" + after.data;
  }
  if (before !== null && before.nodeType === Node.TEXT_NODE && /[(\[\u2018]$/.test(before.data)) {
    before.data += "\u2060";
  }
}

function typeset(element, tex) {
  element.dataset.set = "";
  const options = {
    displayMode: element.classList.contains("display"),
    strict: false, /* Chinese words in formulas are meant */
  };
  try {
    katex.render(tex, element, options);
  } catch (error) { /* what it does not know stands there in red */
    console.warn(error.message);
    katex.render(tex, element, { ...options, throwOnError: false });
  }
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

/* Of every derivation that is opened by rows: shows all of it, and returns what brings back the rows
 * that were shown. */
const derivations = [];

/* The first row; buttons and arrow keys show the next ones, each with the reasons of its relations:
 * `links` says how many relations there are up to each row. */
function openByRows(element, rows, links) {
  const reasons = element.closest(".claim").querySelectorAll(".why > li");
  const bar = make("div", "", { className: "rows" });
  const state = make("output", "");
  let shown = 0;
  const show = (count) => {
    shown = Math.min(Math.max(count, 1), rows.length);
    typeset(element, "\\begin{aligned}" + rows.slice(0, shown).join("\\\\") + "\\end{aligned}");
    reasons.forEach((reason, i) => {
      reason.hidden = i >= links[shown - 1] && shown < rows.length;
    });
    next.setAttribute("aria-disabled", shown === rows.length);
    back.setAttribute("aria-disabled", shown === 1);
    all.textContent = shown === rows.length ? "close" : "all lines";
    state.textContent = `${shown} of ${rows.length} lines`;
  };
  const next = makeButton("next line", () => show(shown + 1));
  const back = makeButton("back", () => show(shown - 1));
  const all = makeButton("all lines", () => show(shown === rows.length ? 1 : rows.length));
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "lines of the derivation");
  bar.append(next, back, all, state);
  bar.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (way !== undefined) {
      event.preventDefault();
      show(shown + way);
    }
  });
  element.closest(".formula").after(bar);
  show(1);
  derivations.push(() => {
    const before = shown;
    show(rows.length);
    return () => show(before);
  });
}

function typesetFirst(element) {
  if (element.dataset.set !== undefined) {
    return;
  }
  const tex = element.textContent;
  const links = (element.dataset.links || "").split(" ").map(Number);
  const rows = element.matches(".claim > .formula > [data-links]") ? rowsOf(tex) : [tex];
  if (rows.length > 1 && rows.length === links.length) {
    openByRows(element, rows, links);
  } else {
    typeset(element, tex);
    keepTogether(element);
  }
}

/* Milliseconds since the page was asked for, as an attribute of the page. */
function note(name) {
  document.documentElement.dataset[name] = Math.ceil(performance.now());
}

/* At once what a reader sees first; the rest, and what closed badges hide, whenever there is
 * nothing else to do, or when it is opened or printed. */
function typesetAll() {
  const tops = new Map(); /* of whole steps: what is inside of one is not laid out yet */
  const top = (element) => {
    const block = element.closest("section") || element.closest("tr, main > *") || element;
    if (!tops.has(block)) {
      tops.set(block, block.getBoundingClientRect().top);
    }
    return tops.get(block);
  };
  const later = [], now = [];
  for (const element of document.querySelectorAll(".tex")) {
    const seen = !element.closest("details:not([open])") && top(element) < window.innerHeight;
    (seen ? now : later).push(element);
  }
  now.forEach(typesetFirst);
  for (const badge of document.querySelectorAll("details")) {
    badge.addEventListener("toggle", () => badge.querySelectorAll(".tex").forEach(typesetFirst));
  }
  const go = (milliseconds) => {
    const end = performance.now() + milliseconds;
    while (later.length > 0 && performance.now() < end) {
      typesetFirst(later.shift());
    }
    if (later.length > 0) {
      setTimeout(go, 0, SLICE);
    } else if (document.documentElement.dataset.typeset === undefined) {
      note("typeset");
      /* What stands above the place that the address names has another height now. */
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (target !== null && !moved) {
        target.scrollIntoView();
      }
    }
  };
  let moved = false;
  for (const kind of ["wheel", "touchmove", "keydown", "mousedown"]) {
    window.addEventListener(kind, () => { moved = true; }, { once: true, passive: true });
  }
  /* On paper all lines, also of derivations that nobody has come to yet. */
  let backs = [];
  window.addEventListener("beforeprint", () => {
    go(Infinity);
    backs = derivations.map((open) => open());
  });
  window.addEventListener("afterprint", () => backs.forEach((back) => back()));
  setTimeout(go, 0, SLICE);
}

/* ---- films ---- */

/* The link becomes a button: a film is loaded when it is asked for. Who wants little motion starts
 * it by its own controls. */
function playInPlace(link) {
  const picture = link.closest("figure").querySelector("picture");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let film = null;
  const toggle = makeButton("play the film", () => {
    if (film !== null) {
      film.remove();
      film = null;
    } else {
      film = make("video", "", {
        src: dark ? link.dataset.dark : link.href,
        controls: true, muted: true, playsInline: true, autoplay: !still,
      });
      film.setAttribute("aria-label", picture.querySelector("img").alt);
      picture.after(film);
    }
    picture.hidden = film !== null;
    toggle.textContent = film !== null ? "back to the picture" : "play the film";
  });
  link.replaceWith(toggle);
}

/* ---- errata ---- */

function filterRows(form) {
  const rows = [...document.querySelectorAll("tbody > tr")];
  /* As it is written: TeX, not what becomes of it. */
  const words = rows.map((row) => row.textContent.toLowerCase().replace(/\s+/g, " "));
  const filter = () => {
    const wanted = form.elements.text.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, i) => {
      const chosen = ["document", "kind", "slip"].every((name) => {
        const value = form.elements[name].value;
        return value === "" || value === row.dataset[name];
      });
      row.hidden = !chosen || !words[i].includes(wanted);
      shown += row.hidden ? 0 : 1;
    });
    form.querySelector("output").textContent = `${shown} of ${rows.length} shown`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
}

/* ---- keys ---- */

/* To the heading of the step after or before the one that is read. */
function goToStep(way) {
  const steps = [...document.querySelectorAll("main > section")];
  const margin = 12; /* pixels: a step that was gone to stands a little below the edge */
  const tops = steps.map((step) => step.getBoundingClientRect().top);
  const at = steps.indexOf(document.activeElement.closest("h2") &&
                           document.activeElement.parentElement);
  const read = at >= 0 && tops[at] >= -margin ? at : tops.filter((top) => top <= margin).length - 1;
  const inside = read >= 0 && at !== read && tops[read] < -margin;
  const target = steps[way < 0 && inside ? read : read + way];
  if (target !== undefined) {
    target.querySelector("h2").focus({ preventScroll: true });
    target.scrollIntoView();
  }
}

function follow(selector) {
  const link = document.querySelector(selector);
  if (link !== null) {
    link.click();
  }
}

const KEYS = [
  ["j", "the next step", () => goToStep(1)],
  ["k", "the step before", () => goToStep(-1)],
  ["n", "the next lesson", () => follow("a[rel=next]")],
  ["p", "the lesson before", () => follow("a[rel=prev]")],
  ["?", "these keys", () => showKeys()],
];
const OTHER_KEYS = [
  ["Tab", "the next link, badge or derivation"],
  ["Enter, space", "open a badge; show the next line"],
  ["\u2193 \u2191", "in a derivation: one line more, one line less"],
  ["Esc", "close this"],
];

function showKeys() {
  let dialog = document.querySelector("dialog");
  if (dialog === null) {
    dialog = document.createElement("dialog");
    const list = document.createElement("dl");
    for (const [key, words] of [...KEYS, ...OTHER_KEYS]) {
      const name = document.createElement("dt");
      name.append(make("kbd", key));
      list.append(name, make("dd", words));
    }
    dialog.setAttribute("aria-label", "Keys");
    dialog.append(list, makeButton("close", () => dialog.close()));
    document.body.append(dialog);
  }
  dialog.showModal();
}

function listen() {
  document.addEventListener("keydown", (event) => {
    const typed = event.target.closest("input, select, textarea, dialog, video");
    if (typed || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const row = KEYS.find(([key]) => key === event.key);
    if (row !== undefined) {
      event.preventDefault();
      row[2]();
    }
  });
  const nav = document.querySelector("header nav");
  if (nav !== null) {
    nav.append(makeButton("keys", showKeys));
  }
}

listen();
document.querySelectorAll("a.film").forEach(playInPlace);
document.querySelectorAll("form.filters").forEach(filterRows);
typesetAll();
note("ready"); /* it answers, and what is seen is typeset */
