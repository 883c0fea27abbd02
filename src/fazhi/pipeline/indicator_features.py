"""What the indicator classifier sees of a figure: its unit, the clause it stands in, the rest of the sentence, the lead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from fazhi.grammar.folding import fold

_SENTENCE_END = re.compile(r"[。；;！？]")
_CLAUSE_END = re.compile(r"[，,、：:（(）)]")
_NUMERAL = re.compile(r"\d[\d.]*")
_UNIT = re.compile(r"[^\d.,，．〇零一二两三四五六七八九十百千万亿余多几成\s—~～-]+$")
_CLAUSE, _SENTENCE, _AFTER, _LEAD = 24, 80, 14, 24
_LAST, _NEXT = 6, 4
_FIXED = 0.5
"""What a feature that is there or not counts; all n-grams of a part have the norm that is given for it."""


class Figure(NamedTuple):
    """A quantity in its paragraph.

    Attributes:
        before: The paragraph's text before it.
        text: Its own text.
        after: The paragraph's text after it.
        role: The paragraph's role.
        area: Its primary area; empty for none.
    """

    before: str
    text: str
    after: str
    role: str
    area: str


class Grams(NamedTuple):
    """Features by the n-grams of a part of a figure's surroundings: the names' prefix, the sizes, the values' norm."""

    prefix: str
    sizes: tuple[int, ...]
    norm: float


GRAMS = (
    Grams("c", (1, 2, 3), 1.0),
    Grams("a", (1, 2), 0.7),
    Grams("s", (2,), 1.0),
    Grams("n", (2,), 0.5),
    Grams("h", (2,), 0.5),
)
"""Of the clause before, the clause behind, the sentence before that clause and behind it, and the paragraph's beginning."""


class Seen(NamedTuple):
    """What is seen of a figure; every other number is seen as 0.

    Attributes:
        fixed: Features that are there or not, with their values.
        parts: The texts whose n-grams count, in the order of `GRAMS`.
    """

    fixed: tuple[tuple[str, float], ...]
    parts: tuple[str, ...]


def see(figure: Figure) -> Seen:
    """Take a figure's surroundings apart."""
    sentence = _bare(_SENTENCE_END.split(figure.before)[-1])
    clause = _CLAUSE_END.split(sentence)[-1]
    following = _bare(_SENTENCE_END.split(figure.after)[0])
    after = _CLAUSE_END.split(following)[0]
    lead = fold(figure.before[:_LEAD]) if _SENTENCE_END.search(figure.before) else ""
    rest, more = sentence[: len(sentence) - len(clause)][-_SENTENCE:], following[len(after) : len(after) + 20]
    fixed = tuple(_fixed(figure, _unit(figure.text), clause, after))
    return Seen(fixed, (clause[-_CLAUSE:], after[:_AFTER], rest, more, lead))


def figure_features(figure: Figure) -> dict[str, float]:
    """Weighted features of a figure."""
    fixed, parts = see(figure)
    found = dict(fixed)
    for (prefix, sizes, norm), part in zip(GRAMS, parts, strict=True):
        found.update(_grams(prefix, part, sizes, norm))
    return found


def _fixed(figure: Figure, unit: str, clause: str, after: str) -> Iterator[tuple[str, float]]:
    yield f"U{unit}", 1.0
    names = {
        f"R{figure.role}",
        f"A{figure.area}",
        f"AU{figure.area}|{unit}",
        f"UL{unit}|{clause[-2:]}",
        f"UA{unit}|{after[:2]}",
    }
    names.update(f"l{clause[-n:]}" for n in range(1, _LAST + 1))
    names.update(f"r{after[:n]}" for n in range(1, _NEXT + 1))
    yield from ((name, _FIXED) for name in sorted(names))


def _grams(prefix: str, text: str, sizes: tuple[int, ...], norm: float) -> Iterator[tuple[str, float]]:
    counts = Counter(text[i : i + n] for n in sizes for i in range(len(text) - n + 1))
    scale = norm / (sum(counts.values()) ** 0.5 or 1.0)
    return ((prefix + gram, scale * count**0.5) for gram, count in counts.items())


def _bare(text: str) -> str:
    return fold(_NUMERAL.sub("0", text))


def _unit(text: str) -> str:
    """The unit a figure ends with.

    >>> _unit("7万余人"), _unit("98.5％"), _unit("3 件次"), _unit("十二")
    ('人', '%', '件次', '')
    """
    found = _UNIT.search(text)
    return fold(found.group()) if found else ""
