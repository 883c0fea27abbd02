"""The grammars with their vocabularies, as registered functions `text -> candidates` that a config names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fazhi.grammar.agencies import find_agencies
from fazhi.grammar.candidate import Candidate
from fazhi.grammar.doc_numbers import find_doc_numbers
from fazhi.grammar.quantities import find_quantities
from fazhi.grammar.titles import find_names, find_titles, names_work
from fazhi.lexicon import column, table

_PLACES = ("end", "before", "after")
Find = Callable[..., Iterator[Candidate]]


def doc_numbers() -> Find:
    """`fazhi.doc_numbers.v1`: document numbers, with lexicon/code_stops.tsv."""
    stops = column("code_stops", "word")
    guards = [word for word in column("organs", "word") if len(word) > 3 and any(stop in word for stop in stops)]
    guards += ["依法行政", "依法治"]
    return lambda text: find_doc_numbers(text, stops, guards)


def titles() -> Find:
    """`fazhi.titles.v1`: titles in marks but those of works (lexicon/works.tsv), and bare names of statutes outside them."""
    heads = column("title_heads", "word")
    names = re.compile("|".join(map(re.escape, sorted(column("statutes", "name"), key=len, reverse=True))))

    works = {place: tuple(r["word"] for r in table("works") if r["place"] == place) for place in _PLACES}

    def find(text: str) -> Iterator[Candidate]:
        reached = 0
        for title in find_titles(text, heads):
            yield from _shifted(find_names(text[reached : title.start], names), reached)
            if not names_work(text, title, works):
                yield title
            reached = title.end
        yield from _shifted(find_names(text[reached:], names), reached)

    return find


def quantities() -> Find:
    """`fazhi.quantities.v1`: amounts, with lexicon/units.tsv and lexicon/set_phrases.tsv."""
    units, phrases = column("units", "unit"), column("set_phrases", "phrase")
    return lambda text: find_quantities(text, units, phrases)


def agencies() -> Find:
    """`fazhi.agencies.v1`: names of organs, from the words of a `fazhi_words`."""
    return find_agencies


def _shifted(candidates: Iterator[Candidate], by: int) -> Iterator[Candidate]:
    for start, end, sure in candidates:
        yield Candidate(start + by, end + by, sure)


def organ_words() -> dict[str, str]:
    """The words of lexicon/organs.tsv with their class, and places as class `l`."""
    places = dict.fromkeys(column("regions", "name"), "l")
    return places | dict(zip(column("organs", "word"), column("organs", "class"), strict=True))
