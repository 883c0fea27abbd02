// One report. It is parsed and put into the document when it is chosen. `from` and `to` count UTF-16 units, as JavaScript does.

function choose(index) {
  const sheet = JSON.parse(sheets[index].textContent);
  const entities = sheet.entities.map((entity, i) => ({ ...entity, index: i })).sort((a, b) => a.from - b.from);
  open = { index, sheet, views: [], hits: [], hit: -1 };
  let next = 0;
  const parents = [];
  for (const [i, paragraph] of sheet.paragraphs.entries()) {
    const own = [];
    while (next < entities.length && entities[next].from < paragraph.to) own.push(entities[next++]);
    const { level, depth } = paragraph;
    while (level !== null && parents.length && parents.at(-1).level >= level) parents.pop();
    open.views.push(viewOf(paragraph, own, parents.filter((parent) => parent.level <= depth).map((parent) => parent.i)));
    if (level !== null) parents.push({ level, i });
  }
  at("text").replaceChildren(...open.views.map((view) => view.element));
  document.title = `${contents.reports[index].title} · fazhi`;
  hideTip();
  showHead();
  showOutline();
  showChips();
  fillMargins();
  showChosen();
  apply();
}
function viewOf(paragraph, entities, parents) {
  const body = make("p");
  const margin = make("aside", { className: "margin", "data-name": paragraph.role });
  const element = make("section", { className: "paragraph", tabIndex: -1, "data-role": paragraph.role, "data-start": paragraph.start, "data-level": paragraph.level ?? "" }, body, margin);
  const view = { paragraph, entities, parents, element, body, margin, shown: true };
  fill(view, []);
  return view;
}
// Write a paragraph: entities as marks, hits within and across them.
function fill(view, hits) {
  const { text } = open.sheet;
  const nodes = [];
  let done = view.paragraph.from;
  for (const entity of view.entities) {
    const from = Math.max(done, entity.from);
    const to = Math.min(entity.to, view.paragraph.to);
    if (from >= to) continue;
    nodes.push(...cut(text, done, from, hits));
    nodes.push(make("mark", { tabIndex: 0, "data-name": entity.label, "data-entity": entity.index, "data-start": entity.start, "data-end": entity.end, "aria-describedby": "tip" }, ...cut(text, from, to, hits)));
    done = to;
  }
  nodes.push(...cut(text, done, view.paragraph.to, hits));
  view.body.replaceChildren(...nodes);
  view.marked = hits.length > 0;
  dim(view);
}
function cut(text, from, to, hits) {
  const nodes = [];
  for (const hit of hits) {
    if (hit.to <= from || hit.from >= to) continue;
    if (hit.from > from) nodes.push(text.slice(from, hit.from));
    const end = Math.min(hit.to, to);
    nodes.push(make("span", { className: "hit", "data-hit": hit.number }, text.slice(Math.max(hit.from, from), end)));
    from = end;
  }
  if (from < to) nodes.push(text.slice(from, to));
  return nodes;
}
function fillMargins() {
  for (const { paragraph, margin } of open.views) {
    const areas = paragraph.areas.filter(([, score]) => score >= filter.least).map(([area, score, answer]) =>
      make("span", { className: "area", "data-name": area, title: [`${meaning("areas", area)} · ${score}`, ...answered(answer)].join("\n") }, name("areas", area), make("small", {}, score.toFixed(2))));
    margin.replaceChildren(make("span", { title: meaning("roles", paragraph.role) }, name("roles", paragraph.role)), ...areas);
  }
}
// The national outline's section and measure that an area answers to, and what took their place in the next outline.
function answered(answer) {
  if (!answer) return [];
  const [id, section, heading, measure, next] = answer;
  const lines = [`${word("answers", { y: id })} ${section}、${heading}`];
  if (measure) lines.push(word("measure", { n: measure[0], t: measure[1] }));
  if (next) lines.push(`${word("answers", { y: next[0] })} ${next[1] ?? "—"}${next[2].map((n) => ` ${word("measure", { n, t: "" })}`).join("")}`);
  return lines;
}
function showHead() {
  const { meta, model, source, warnings } = open.sheet;
  const facts = { ...meta, period: meta.period ?? meta.year, level: word(`value.${meta.level}`) ?? meta.level, source, model: [model.name, model.version].filter(Boolean).join(" ") };
  at("title").textContent = contents.reports[open.index].title;
  at("meta").replaceChildren(...["issuer", "region", "adcode", "level", "period", "doc_no", "published", "source", "model"]
    .filter((key) => facts[key])
    .map((key) => make("div", {}, make("dt", {}, word(`meta.${key}`)), make("dd", {}, String(facts[key])))));
  at("warnings").replaceChildren(...warnings.map((warning) => make("li", {}, warning)));
}
function showOutline() {
  const { key } = contents.reports[open.index];
  at("outline").replaceChildren(...open.sheet.outline.map((entry) =>
    make("li", {}, make("a", { href: `#${key}@${open.sheet.paragraphs[entry.paragraph].start}`, "data-depth": Math.min(entry.depth, 5) }, entry.title))));
  if (!open.sheet.outline.length) at("outline").append(make("li", {}, word("outline.none")));
}
