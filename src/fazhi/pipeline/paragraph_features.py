"""What the paragraph classifiers see: words by character n-grams, the headings above, the mark, the place in the report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from fazhi.grammar.folding import fold
from fazhi.lexicon import column
from fazhi.reading.outline import Place, looks_like_heading, outline

_HEAD, _TAIL = 30, 12
_AREA_HEAD = 30
_LONGEST_TITLE = 60
_TITLE = re.compile(r"(?:法治|依法行政|依法治).*(?:报告|总结|情况|汇报)[）)」】]?$")
_BREADCRUMB = re.compile(r"[>＞»:：|]|上一篇|下一篇")


def role_features(lines: Sequence[str]) -> list[list[str]]:
    """Features of each paragraph for the sequence of roles; the roles are not known yet, so headings are told by form."""
    guess = ["heading" if looks_like_heading(a, b) else "" for a, b in zip(lines, (*lines[1:], ""), strict=False)]
    places = outline(lines, guess)
    size = len(lines)
    kinds = [place.marker.kind if place.marker else "-" for place in places] + ["end"]
    return [
        [
            *(f"h{gram}" for gram in _ngrams(fold(line[:_HEAD]), (2, 3))),
            *(f"t{gram}" for gram in _ngrams(fold(line[-_TAIL:]), (2,))),
            *(f"b{gram}" for gram in dict.fromkeys(_ngrams(fold(line[_HEAD:-_TAIL]), (2,)))),
            *(f"s{gram}" for title in place.section[:1] for gram in _ngrams(fold(title), (2,))),
            f"W{theme(place.section)}", f"W{theme(place.section)}{kinds[i]}",
            f"w{theme((line,)) if guess[i] else '-'}",
            f"H{fold(line[:1])}", f"H2{fold(line[:2])}", f"T{fold(line[-1:])}", f"T3{fold(line[-3:])}",
            f"M{kinds[i]}", f"G{guess[i]}", f"D{min(len(place.section), 4)}",
            f"Y{_title_form(line, place)}{min(i, 3)}", f"Y{_title_form(line, place)}",
            f"X{kinds[i]}{kinds[i + 1]}{guess[i]}", f"x{guess[i + 1] if i + 1 < size else 'end'}{guess[i]}",
            f"L{_bucket(len(line))}", f"F{min(i, 6)}", f"E{min(size - i, 5)}", f"P{5 * i // size}",
            f"S{sum(map(line.count, '。；;'))if len(line) < 80 else 'many'}",
        ]
        for i, (line, place) in enumerate(zip(lines, places, strict=True))
    ]  # fmt: skip


@lru_cache(maxsize=1024)
def theme(headings: Sequence[str]) -> str:
    """What the innermost heading with a theme word announces, by lexicon/themes.tsv: problem, plan, both, progress, or -.

    >>> theme(("二、存在的不足", "（一）队伍建设")), theme(("四、问题及下步打算",)), theme(())
    ('problem', 'problem plan', '-')
    """
    for heading in reversed(headings):
        found = {role for word, role in _themes() if word in heading}
        if pressing := [role for role in ("problem", "plan") if role in found]:
            return " ".join(pressing)
        if found:
            return "progress"
    return "-"


@cache
def _themes() -> tuple[tuple[str, str], ...]:
    return tuple(zip(column("themes", "word"), column("themes", "role"), strict=True))


class Grams(NamedTuple):
    """Features by n-grams of a text's first characters (None: of all): the names' prefix, the sizes, the values' norm."""

    prefix: str
    head: int | None
    sizes: tuple[int, ...]
    norm: float


CONTENT = (Grams("", None, (1, 2, 3), 1.0), Grams("h", _AREA_HEAD, (2,), 1.2))
"""What is seen of a paragraph's own words, besides its role."""


def content_features(text: str, role: str) -> Iterator[tuple[str, float]]:
    """Weighted features of a paragraph's own words; the n-grams' weights have the same norm at any length."""
    yield role_feature(role)
    for prefix, head, sizes, norm in CONTENT:
        yield from _weighted(prefix, text[:head], sizes, norm)


def role_feature(role: str) -> tuple[str, float]:
    """The feature of a paragraph's role."""
    return f"R{role}", 0.5


def heading_features(heading: str, depth: int) -> Iterator[tuple[str, float]]:
    """Weighted features of a heading above a paragraph, `depth` headings further out than the nearest."""
    yield from _weighted(f"s{min(depth, 2)}", heading, (1, 2, 3), 0.6 if depth else 1.0)


def _weighted(prefix: str, text: str, sizes: Sequence[int], weight: float) -> Iterator[tuple[str, float]]:
    counts = Counter(_ngrams(fold(text), sizes))
    scale = weight / (sum(counts.values()) ** 0.5 or 1.0)
    return ((prefix + gram, scale * count**0.5) for gram, count in counts.items())


def _title_form(line: str, place: Place) -> str:
    """Whether a line reads like a report's title: it names the subject and ends with the genre's word."""
    if place.marker or len(line) > _LONGEST_TITLE or not _TITLE.search(line):
        return "-"
    return "way" if _BREADCRUMB.search(line) else "title"


def _ngrams(text: str, sizes: Sequence[int]) -> list[str]:
    return [text[i : i + n] for n in sizes for i in range(len(text) - n + 1)]


def _bucket(length: int) -> int:
    return length.bit_length()
