// The page's data are JSON in script elements, a report each and the contents; nothing of them ever becomes markup.
// These files are joined into one strict script, in a block: words.js, report.js, filters.js, tip.js, script.js.
const LISTED = 200;
const at = (id) => document.getElementById(id);
const contents = JSON.parse(at("contents").textContent);
const sheets = document.querySelectorAll("script.report");
const root = document.documentElement;

const filter = { off: new Set(), roles: new Set(), areas: new Set(), least: 0 };
let language = recalled("language") ?? ((navigator.language || "zh").startsWith("zh") ? "zh" : "en");
let open = { index: -1, sheet: null, views: [], hits: [], hit: -1 };

// What the reader chose last; a page opened from a file may not remember.
function recalled(key) {
  try { return localStorage.getItem(`fazhi.${key}`); } catch { return null; }
}
function remember(key, value) {
  try { localStorage.setItem(`fazhi.${key}`, value); } catch { /* then it is not remembered */ }
}

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

function word(key, values = {}) {
  const both = contents.words[key];
  if (!both) return null;
  return both[language === "zh" ? 0 : 1].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
const count = (number) => number.toLocaleString("en");
// What a label, role or area is called and what it is; one that the inventory does not know goes by its own name.
const known = (inventory, key) => (Object.hasOwn(contents[inventory], key) ? contents[inventory][key] : [key]);
const name = (inventory, key) => (language === "zh" ? known(inventory, key)[0] : key);
const meaning = (inventory, key) => known(inventory, key).join(" · ");

function speak() {
  root.lang = language === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-title]")) {
    element.title = word(element.dataset.title);
    element.setAttribute("aria-label", element.title);
  }
  for (const element of document.querySelectorAll("[data-hint]")) {
    element.placeholder = word(element.dataset.hint);
    element.setAttribute("aria-label", element.placeholder);
  }
  showTheme();
  listReports();
  showTotals();
  if (open.sheet) { showHead(); showOutline(); showChips(); fillMargins(); apply(); }
}
