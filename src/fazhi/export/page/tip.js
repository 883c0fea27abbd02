// What an entity is, on hover and on focus.

const IN_HEADLINE = new Set(["canonical", "value", "max", "unit", "approx"]);
const tip = at("tip");
let hiding = 0;
function covered(entity) {
  return open.sheet.text.slice(entity.from, entity.to);
}
function shownValue(key, value) {
  if (key === "alias_of") {
    const antecedent = open.sheet.entities[Number(value)];
    return antecedent ? covered(antecedent) : String(value);
  }
  if (typeof value === "object") return JSON.stringify(value);
  return word(`value.${value}`) ?? String(value);
}
function headline({ value, max, unit, approx, canonical }) {
  if (value === undefined) return canonical;
  const bound = approx ? `${word(`value.${approx}`) ?? approx} ` : "";
  return `${bound}${max === undefined ? value : `${value}–${max}`} ${unit ?? ""}`.trim();
}
function showTip(mark) {
  clearTimeout(hiding);
  if (mark.classList.contains("off")) return;
  const entity = open.sheet.entities[mark.dataset.entity];
  const main = String(headline(entity.norm) ?? covered(entity));
  const rows = Object.entries(entity.norm)
    .filter(([key, value]) => !IN_HEADLINE.has(key) && value !== main)
    .map(([key, value]) => [make("dt", {}, word(`norm.${key}`) ?? key), make("dd", {}, shownValue(key, value))]);
  if (entity.indicator) rows.unshift([make("dt", {}, word("indicator")), make("dd", {}, entity.indicator)]);
  const footing = [word(`by.${entity.by}`) ?? entity.by, word("at", { a: entity.start, b: entity.end })];
  if (!Object.keys(entity.norm).length) footing.unshift(word("unknown"));
  tip.dataset.name = entity.label;
  tip.replaceChildren(
    make("header", {}, make("span", {}, name("labels", entity.label)), make("span", {}, `${word("score")} ${entity.score.toFixed(2)}`)),
    make("strong", {}, main),
    make("dl", {}, ...rows.flat()),
    make("footer", {}, footing.join(" · ")),
  );
  tip.hidden = false;
  place(mark.getClientRects()[0] ?? mark.getBoundingClientRect());
}
function place(mark) {
  const { offsetWidth: width, offsetHeight: height } = tip;
  const below = mark.bottom + 8 + height < innerHeight || mark.top < height + 8;
  tip.style.left = `${scrollX + Math.max(12, Math.min(mark.left, root.clientWidth - width - 12))}px`;
  tip.style.top = `${scrollY + (below ? mark.bottom + 8 : mark.top - height - 8)}px`;
}
function hideTip() {
  clearTimeout(hiding);
  tip.hidden = true;
}
// Late enough for the pointer to move onto the tip.
const hideSoon = () => { hiding = setTimeout(hideTip, 150); };
