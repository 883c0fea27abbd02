"""How far two annotations of the same texts agree: F1 of spans by label, Cohen's kappa of roles and primary areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from fazhi.errors import GoldMismatch, excerpt
from fazhi.gold.annotation import Gold
from fazhi.labels import ENTITY_LABELS


class Difference(NamedTuple):
    """A span or paragraph that the two see differently.

    Attributes:
        report: The report's id.
        start: First character.
        side: `A`, `B` (who has the span) or `AB` for a paragraph both judge.
        what: What they say, with an excerpt.
    """

    report: str
    start: int
    side: str
    what: str


class Agreement(NamedTuple):
    """Agreement over reports.

    Attributes:
        f1: By label and `all`: F1 of one side against the other (it is symmetric).
        role_kappa: Cohen's kappa of the roles.
        area_kappa: Cohen's kappa of the primary areas, "none" counting as one, where the roles agree.
        differences: Every difference.
    """

    f1: dict[str, float]
    role_kappa: float
    area_kappa: float
    differences: tuple[Difference, ...]


def agree(pairs: Iterable[tuple[Gold, Gold]]) -> Agreement:
    """Compare annotations of the same texts.

    Raises:
        GoldMismatch: A pair is about different texts.
    """
    shared: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    roles: list[tuple[str, str]] = []
    areas: list[tuple[str, str]] = []
    differences: list[Difference] = []
    for a, b in pairs:
        if a.report.sha256 != b.report.sha256:
            raise GoldMismatch(f"{a.report.id}: the two annotations are about different texts")
        left, right = set(a.entities), set(b.entities)
        for label in ENTITY_LABELS:
            mine, theirs = ({s for s in side if s.label == label} for side in (left, right))
            shared.update({label: len(mine & theirs), "all": len(mine & theirs)})
            sizes.update({label: len(mine) + len(theirs), "all": len(mine) + len(theirs)})
        for span in sorted(left ^ right):
            what = f"{span.label} {excerpt(a.report.text, span.start, span.end)}"
            differences.append(Difference(a.report.id, span.start, "A" if span in left else "B", what))
        for p, q in zip(a.paragraphs, b.paragraphs, strict=True):
            roles.append((p.role, q.role))
            if p.role == q.role:
                areas.append(("".join(p.areas[:1]), "".join(q.areas[:1])))
            if (p.role, p.areas[:1]) != (q.role, q.areas[:1]):
                says = " | ".join(" ".join((x.role, *x.areas)) for x in (p, q))
                shown = excerpt(a.report.text, p.start, min(p.end, p.start + 30), context=0)
                differences.append(Difference(a.report.id, p.start, "AB", f"{says} {shown}"))
    f1 = {label: 2 * shared[label] / sizes[label] if sizes[label] else 1.0 for label in (*ENTITY_LABELS, "all")}
    return Agreement(f1, kappa(roles), kappa(areas), tuple(differences))


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa (1960): agreement beyond what the two sides' own frequencies would give by chance.

    >>> round(kappa([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]), 3)
    0.5
    """
    if not pairs:
        return 1.0
    observed = sum(a == b for a, b in pairs) / len(pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(left[name] * right[name] for name in left) / len(pairs) ** 2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)
