// What is shown of a report, and what is found in it.

function showChips() {
  const { entities, paragraphs } = open.sheet;
  chips("labels", entities.map((entity) => entity.label), (key) => !filter.off.has(key), filter.off);
  chips("roles", paragraphs.map((paragraph) => paragraph.role), (key) => filter.roles.has(key), filter.roles);
  chips("areas", paragraphs.flatMap((paragraph) => paragraph.areas.map(([area]) => area)), (key) => filter.areas.has(key), filter.areas);
}
function chips(inventory, keys, isPressed, set) {
  const counts = new Map([...Object.keys(contents[inventory]), ...set].map((key) => [key, 0]));
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const shown = [...counts].filter(([key, number]) => number || set.has(key));
  at(inventory).replaceChildren(...shown.map(([key, number]) => {
    const chip = make("button", { type: "button", className: "chip", "data-name": key, title: meaning(inventory, key), "aria-pressed": isPressed(key) }, name(inventory, key), make("small", {}, count(number)));
    chip.addEventListener("click", () => {
      if (!set.delete(key)) set.add(key);
      chip.setAttribute("aria-pressed", isPressed(key));
      apply();
    });
    return chip;
  }));
}
function dim(view) {
  for (const mark of view.body.querySelectorAll("mark")) {
    const entity = open.sheet.entities[mark.dataset.entity];
    const off = filter.off.has(entity.label) || entity.score < filter.least;
    mark.classList.toggle("off", off);
    mark.tabIndex = off ? -1 : 0;
  }
}
// Show the paragraphs of the chosen roles and areas, and faintly the headings above them.
function apply() {
  const { roles, areas, least } = filter;
  const matches = ({ role, areas: own }) =>
    (!roles.size || roles.has(role)) && (!areas.size || own.some(([area, score]) => areas.has(area) && score >= least));
  const above = new Set();
  for (const view of open.views) {
    view.shown = matches(view.paragraph);
    if (view.shown) view.parents.forEach((parent) => above.add(parent));
  }
  for (const [i, view] of open.views.entries()) {
    view.element.hidden = !view.shown && !above.has(i);
    view.element.classList.toggle("above", !view.shown && above.has(i));
    dim(view);
  }
  const shown = open.views.filter((view) => view.shown);
  const isOn = (entity) => !filter.off.has(entity.label) && entity.score >= least;
  const lit = shown.reduce((sum, view) => sum + view.entities.filter(isOn).length, 0);
  at("shown").textContent = word("shown", { p: count(shown.length), ps: count(open.views.length), e: count(lit), es: count(open.sheet.entities.length) });
  at("nothing").hidden = shown.length > 0;
  at("least-shown").textContent = least.toFixed(2);
  search();
}
function reset() {
  for (const set of [filter.off, filter.roles, filter.areas]) set.clear();
  filter.least = 0;
  at("least").value = 0;
  showChips();
  fillMargins();
  apply();
}

// Search.
// Full-width letters and digits are found by their common forms; every unit stays one unit, so offsets hold.
function folded(text) {
  const wide = text.replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));
  const lower = wide.toLowerCase();
  return lower.length === wide.length ? lower : wide.replace(/[A-Z]/g, (char) => char.toLowerCase());
}
function search() {
  const wanted = folded(at("query").value);
  open.hits = [];
  open.hit = -1;
  for (const view of open.views) {
    const hits = wanted && view.shown ? find(view, wanted) : [];
    if (hits.length || view.marked) fill(view, hits);
    open.hits.push(...hits);
  }
  showHits();
}
function find(view, wanted) {
  const { from, to } = view.paragraph;
  view.folded ??= folded(open.sheet.text.slice(from, to));
  const hits = [];
  for (let i = view.folded.indexOf(wanted); i >= 0; i = view.folded.indexOf(wanted, i + wanted.length)) {
    hits.push({ from: from + i, to: from + i + wanted.length, number: open.hits.length + hits.length, view });
  }
  return hits;
}
function showHits() {
  const n = open.hits.length;
  at("hits").textContent = !at("query").value ? "" : n ? word("hits", { i: open.hit < 0 ? "–" : count(open.hit + 1), n: count(n) }) : word("hits.none");
  at("previous").disabled = at("next").disabled = n === 0;
}
function step(by) {
  const n = open.hits.length;
  if (!n) return;
  open.hit = open.hit < 0 ? (by > 0 ? 0 : n - 1) : (open.hit + by + n) % n;
  for (const old of document.querySelectorAll(".hit.now")) old.classList.remove("now");
  const parts = open.hits[open.hit].view.body.querySelectorAll(`.hit[data-hit="${open.hit}"]`);
  parts.forEach((part) => part.classList.add("now"));
  parts[0].scrollIntoView({ block: "center" });
  showHits();
}
