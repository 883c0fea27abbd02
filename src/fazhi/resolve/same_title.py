"""Which spellings of titles in one report are one title: repaired only where another mention makes it certain."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from fazhi.grammar.title_values import STATE, is_bare, is_draft, split_edition, title_key

_LEADING = re.compile(
    r"[一-龥、]{1,30}?(?:省|自治区|市|自治州|州|盟|县|区|旗|乡|镇|街道|政府|党委|委员会|办公厅|办公室|中央|国务院|部|总局|局|厅|委|院|署)"
)
_YEAR = re.compile(r"\d{4}年度?")
_PARTICLES = frozenset("的和与及了之")
_SHORTEST = 4
_LONG = 10
_TAIL = 4


def same_titles(titles: Sequence[str], known: Collection[str] = ()) -> dict[str, str]:
    """Give every folded title of a report the full form that its mentions share.

    A title that lacks its years, its region or issuer, or a particle is the longer title of the same report when there is
    exactly one such title; so is one with a wrong character in its last word. Any other difference, a single character even,
    may tell two instruments apart and stays.

    Args:
        titles: The folded titles in the order of their mentions, with repetitions; short names left out.
        known: Those that are full titles as they stand: 优化营商环境条例 lacks no province.

    >>> same_titles(["安和市信访工作规划（2021-2025年）", "信访工作规划"])["信访工作规划"]
    '安和市信访工作规划（2021-2025年）'
    """
    shared = dict(_by_key(titles))
    distinct = list(dict.fromkeys(shared.values()))
    misprints = _repaired(_misprint_of, _alike(distinct, slice(0, _LONG - _TAIL)), known)
    reordered = _by_loose([title for title in distinct if title not in misprints])
    shared = {title: reordered[misprints.get(first, first)] for title, first in shared.items()}
    fuller = _repaired(_fuller, _alike(list(dict.fromkeys(shared.values())), slice(-2, None)), known)
    return {title: _end(first, fuller) for title, first in shared.items()}


def _alike(titles: Iterable[str], part: slice) -> list[list[str]]:
    """Group titles by a part of their names, so that only those that can be one are compared."""
    groups: dict[str, list[str]] = defaultdict(list)
    for title in titles:
        groups[split_edition(title).base[part]].append(title)
    return list(groups.values())


def _repaired(
    repair: Callable[[str, Sequence[str]], str | None], groups: Iterable[Sequence[str]], known: Collection[str]
) -> dict[str, str]:
    """What `repair` finds for each title among its group, known titles left alone."""
    return {
        title: found
        for group in groups
        for title in group
        if title not in known and (found := repair(title, group)) is not None
    }


def _by_key(titles: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Titles that differ in punctuation or 中华人民共和国 only share the most frequent form, 中华人民共和国 preferred."""
    counts = Counter(titles)
    best: dict[str, str] = {}
    for title in counts:
        key = title_key(title)
        held = best.get(key)
        if held is None or (STATE in title, counts[title]) > (STATE in held, counts[held]):
            best[key] = title
    for title in counts:
        yield title, best[title_key(title)]


def _fuller(title: str, titles: Sequence[str]) -> str | None:
    """The one title that says more and must be meant, first of all one that adds nothing but its years."""
    found = [other for other in titles if len(other) > len(title) and _says_more(other, title)]
    base = split_edition(title).base
    dated = [other for other in found if split_edition(other).base == base]
    if dated:
        return dated[0] if len(dated) == 1 else None
    last = [other for other in found if not any(_says_more(further, other) for further in found if further != other)]
    return last[0] if len(last) == 1 else None


def _says_more(longer: str, shorter: str) -> bool:
    base, edition = split_edition(longer)
    short_base, short_edition = split_edition(shorter)
    if short_edition not in ("", edition) or (is_draft(edition) and not short_edition):
        return False
    if len(short_base) < _SHORTEST:
        return False
    if base == short_base or _lacks_year(base, short_base) or _lacks_particle(base, short_base):
        return True
    ahead = base[: -len(short_base)] if base.endswith(short_base) else ""
    return bool(ahead) and _LEADING.fullmatch(_YEAR.sub("", ahead)) is not None


def _lacks_year(base: str, short: str) -> bool:
    return len(base) - len(short) in (5, 6) and any(
        base[: year.start()] + base[year.end() :] == short for year in _YEAR.finditer(base)
    )


def _by_loose(titles: Sequence[str]) -> dict[str, str]:
    """Titles of one year that differ in where the year stands, or in 工作, share the longest form, else the first."""
    best: dict[str, str] = {}
    for title in sorted(titles, key=len, reverse=True):
        best.setdefault(_loose(title), title)
    return {title: best[_loose(title)] for title in titles}


def _loose(title: str) -> str:
    """A title with its one year put first and 工作 left out; any other title as it is."""
    years = _YEAR.findall(title)
    if len(years) != 1 or len(title) < _LONG:
        return title
    return f"{years[0][:4]} {_YEAR.sub('', title).replace('工作', '')}"


def _lacks_particle(base: str, short: str) -> bool:
    """Whether `base` is `short` with one particle, or one character doubled, put in."""
    if len(base) != len(short) + 1 or len(short) < _LONG:
        return False
    at = next((n for n, (a, b) in enumerate(zip(base, short, strict=False)) if a != b), len(short))
    return base[at + 1 :] == short[at:] and base[at] in _PARTICLES


def _misprint_of(title: str, titles: Sequence[str]) -> str | None:
    """The one title that this is with a wrong character in its last word: 管理办发 beside 管理办法.

    Only the last words are few enough to know which of two forms is the misprint; 食品 and 药品 are both right.
    """
    found = [other for other in titles if len(other) == len(title) and _spells_rightly(other, title)]
    return found[0] if len(found) == 1 else None


def _spells_rightly(other: str, title: str) -> bool:
    base, edition = split_edition(other)
    wrong_base, wrong_edition = split_edition(title)
    if edition != wrong_edition or len(base) != len(wrong_base) or len(base) < _LONG:
        return False
    wrong = [n for n, (a, b) in enumerate(zip(base, wrong_base, strict=True)) if a != b]
    tail = len(base) - _TAIL
    return len(wrong) == 1 and wrong[0] >= tail and is_bare(base[tail:]) and not is_bare(wrong_base[tail:])


def _end(title: str, fuller: dict[str, str]) -> str:
    while title in fuller:  # each step is to a longer title, so it ends
        title = fuller[title]
    return title
