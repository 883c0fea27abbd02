// The pile, where the reader is in it, and what the reader does.

// Dark and light.
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches);
function showTheme() {
  at("theme").textContent = word(isDark() ? "theme.light" : "theme.dark");
}

// The pile.
function listReports() {
  const wanted = at("narrow").value.trim().toLowerCase();
  const found = contents.reports
    .map((report, index) => ({ report, index }))
    .filter(({ report }) => [report.title, report.id, report.region, report.period].join("\n").toLowerCase().includes(wanted));
  at("list").replaceChildren(...found.slice(0, LISTED).map(({ report, index }) => listed(report, index)));
  showChosen();
  at("more").textContent = found.length > LISTED ? word("more", { n: count(found.length - LISTED) }) : found.length ? "" : word("none.report");
}
function listed(report, index) {
  const about = [report.region, report.period, word("count.characters", { n: count(report.characters) }), word("count.entities", { n: count(report.entities) })];
  return make("li", {}, make("a", { href: `#${report.key}`, title: report.id, "data-report": index }, report.title, make("small", {}, about.filter((part) => part !== null).join(" · "))));
}
function showChosen() {
  for (const link of at("list").querySelectorAll("a")) {
    if (Number(link.dataset.report) === open.index) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
function showTotals() {
  const totals = contents.totals;
  at("pile").hidden = contents.reports.length < 2;
  at("pile-title").textContent = word("count.reports", { n: count(contents.reports.length) });
  const rows = [[word("count.characters", { n: "" }).trim(), totals.characters]];
  for (const label of Object.keys({ ...contents.labels, ...totals.labels })) rows.push([name("labels", label), totals.labels[label] ?? 0]);
  for (const area of Object.keys({ ...contents.areas, ...totals.areas })) rows.push([name("areas", area), totals.areas[area] ?? 0]);
  at("totals").replaceChildren(...rows.flatMap(([term, number]) => [make("dt", {}, term), make("dd", {}, count(number))]));
}

// Where the reader is.
// The address is #KEY or #KEY@OFFSET: a report, and a character in it.
function go() {
  const [key, offset] = location.hash.slice(1).split("@");
  const index = Math.max(0, contents.reports.findIndex((report) => report.key === key));
  const isNew = index !== open.index;
  if (isNew) choose(index);
  sideOpen(false);
  if (offset === undefined) { if (isNew) scrollTo(0, 0); return; }
  const view = open.views.findLast((each) => each.paragraph.start <= Number(offset)) ?? open.views[0];
  if (!view) return;
  if (view.element.hidden) reset();
  view.element.scrollIntoView({ block: "start" });
  view.element.focus({ preventScroll: true });
  view.element.classList.remove("aimed");
  void view.element.offsetWidth; // starts the animation again
  view.element.classList.add("aimed");
  watch();
}
function sideOpen(isOpen) {
  document.body.classList.toggle("side-open", isOpen);
  at("shade").hidden = !isOpen;
  at("menu").setAttribute("aria-expanded", isOpen);
}
let watching = 0;
function watch() {
  watching = 0;
  const line = at("bar").offsetHeight + 48;
  const links = [...at("outline").querySelectorAll("a")];
  const passed = open.sheet.outline.findLastIndex(({ paragraph }) => {
    const { element } = open.views[paragraph];
    return !element.hidden && element.getBoundingClientRect().top <= line;
  });
  links.forEach((link, i) => (i === passed ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current")));
}

// Events.
const on = (element, kind, act) => element.addEventListener(kind, act);
const markAt = (event) => event.target.closest?.("mark");
on(at("text"), "mouseover", (event) => markAt(event) && showTip(markAt(event)));
on(at("text"), "mouseout", (event) => markAt(event) && hideSoon());
on(at("text"), "focusin", (event) => markAt(event) && showTip(markAt(event)));
on(at("text"), "focusout", (event) => markAt(event) && hideSoon());
on(tip, "mouseenter", () => clearTimeout(hiding));
on(tip, "mouseleave", hideSoon);
on(at("query"), "input", search);
on(at("finder"), "submit", (event) => { event.preventDefault(); step(1); });
on(at("previous"), "click", () => step(-1));
on(at("narrow"), "input", listReports);
on(at("least"), "input", () => { filter.least = Number(at("least").value); fillMargins(); apply(); });
on(at("reset"), "click", reset);
on(at("menu"), "click", () => sideOpen(!document.body.classList.contains("side-open")));
for (const id of ["shade", "close"]) on(at(id), "click", () => sideOpen(false));
on(at("side"), "click", (event) => event.target.closest("a")?.hash === location.hash && go()); // the same place again
on(at("skip"), "click", (event) => { event.preventDefault(); at("text").focus(); });
on(at("language"), "click", () => { language = language === "zh" ? "en" : "zh"; remember("language", language); speak(); });
on(at("theme"), "click", () => { root.dataset.theme = isDark() ? "light" : "dark"; remember("theme", root.dataset.theme); showTheme(); });
on(prefersDark, "change", showTheme);
on(window, "hashchange", go);
on(window, "scroll", () => { watching ||= requestAnimationFrame(watch); });
on(document, "keydown", (event) => {
  const isTyping = event.target.matches?.("input");
  if (event.key === "Escape") { hideTip(); sideOpen(false); }
  else if (event.key === "/" && !isTyping) { event.preventDefault(); at("query").focus(); at("query").select(); }
  else if (event.key === "Enter" && event.shiftKey && event.target === at("query")) { event.preventDefault(); step(-1); }
});

if (["light", "dark"].includes(recalled("theme"))) root.dataset.theme = recalled("theme");
at("filters").open = innerWidth >= 736;
speak();
go();
