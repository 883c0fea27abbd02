"""The grammars with their vocabularies, as registered functions `text -> candidates` that a config names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fazhi.grammar.agencies import find_agencies
from fazhi.grammar.candidate import Candidate
from fazhi.grammar.doc_numbers import find_doc_numbers
from fazhi.grammar.quantities import find_quantities
from fazhi.grammar.titles import find_names, find_titles
from fazhi.lexicon import column
from fazhi.lexicon.matcher import Matcher

Find = Callable[[str], Iterator[Candidate]]


def doc_numbers() -> Find:
    """`fazhi.doc_numbers.v1`: document numbers, with lexicon/code_stops.tsv."""
    stops = column("code_stops", "word")
    guards = [word for word in column("organs", "word") if len(word) > 3 and any(stop in word for stop in stops)]
    return lambda text: find_doc_numbers(text, stops, guards)


def titles() -> Find:
    """`fazhi.titles.v1`: titles in marks, and bare names of statutes (lexicon/statutes.tsv) outside them."""
    heads = column("title_heads", "word")
    names = re.compile("|".join(map(re.escape, sorted(column("statutes", "name"), key=len, reverse=True))))

    def find(text: str) -> Iterator[Candidate]:
        reached = 0
        for title in find_titles(text, heads):
            yield from _shifted(find_names(text[reached : title.start], names), reached)
            yield title
            reached = title.end
        yield from _shifted(find_names(text[reached:], names), reached)

    return find


def quantities() -> Find:
    """`fazhi.quantities.v1`: amounts, with lexicon/units.tsv."""
    units = column("units", "unit")
    return lambda text: find_quantities(text, units)


def agencies() -> Find:
    """`fazhi.agencies.v1`: names of organs, with lexicon/organs.tsv and lexicon/regions.tsv."""
    matcher = Matcher(organ_words())
    return lambda text: find_agencies(text, matcher.find(text))


def _shifted(candidates: Iterator[Candidate], by: int) -> Iterator[Candidate]:
    for start, end, sure in candidates:
        yield Candidate(start + by, end + by, sure)


def organ_words() -> dict[str, str]:
    """`fazhi.organ_words.v1`: for the tagger, the words of lexicon/organs.tsv with their class, and places as class `l`."""
    places = dict.fromkeys(column("regions", "name"), "l")
    return places | dict(zip(column("organs", "word"), column("organs", "class"), strict=True))
