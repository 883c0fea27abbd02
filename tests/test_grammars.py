"""The grammars against tables of cases: ⟦…⟧ is a sure candidate, {…} an unsure one. Offsets come from the marks."""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.grammar.agencies import find_agencies
from fazhi.grammar.candidate import Candidate
from fazhi.pipeline import finders
from fazhi.pipeline.words import WordFinder

WORDS = WordFinder("words")
TABLES = Path(__file__).parent / "grammar"
FINDERS: dict[str, Callable[[str], Iterator[Candidate]]] = {
    "doc_numbers": finders.doc_numbers(),
    "titles": finders.titles(),
    "quantities": finders.quantities(),
    "agencies": lambda text: find_agencies(text, WORDS.match(text)),
}
MARK = re.compile(r"[⟦⟧{}]")
CHARACTERS = (
    "〔〕[]（）()《》〈〉<>0123456789０１２年号第令件项%％.,，、余多万亿一二三十百至-市县区政发办委局法院省司  \n"
)


def cases() -> Iterator[object]:
    for name in FINDERS:
        with (TABLES / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield pytest.param(name, row["text"], id=f"{name}: {row['note']}")


def read_case(marked: str) -> tuple[str, list[tuple[int, int, bool]]]:
    text, spans, opened = "", [], 0
    position = 0
    for mark in MARK.finditer(marked):
        text += marked[position : mark.start()]
        position = mark.end()
        if mark[0] in "⟦{":
            opened = len(text)
        else:
            spans.append((opened, len(text), mark[0] == "⟧"))
    return text + marked[position:], spans


@pytest.mark.parametrize(("name", "marked"), list(cases()))
def test_table(name: str, marked: str) -> None:
    text, expected = read_case(marked)
    found = [tuple(candidate) for candidate in FINDERS[name](text)]
    if name == "agencies":  # nearly all are unsure, for context decides; the sure ones have a test of their own
        found, expected = ([(start, end, False) for start, end, _ in spans] for spans in (found, expected))
    assert [(text[s:e], sure) for s, e, sure in found] == [(text[s:e], sure) for s, e, sure in expected]
    assert found == expected


@pytest.mark.parametrize("name", FINDERS)
@given(text=st.text(st.one_of(st.sampled_from(CHARACTERS), st.characters()), max_size=120))
def test_any_text_gives_ordered_spans_in_bounds(name: str, text: str) -> None:
    reached = 0
    for start, end, _ in FINDERS[name](text):
        assert reached <= start < end <= len(text)
        assert "\n" not in text[start:end]
        assert text[start:end] == text[start:end].strip()
        reached = end


def test_groups_that_form_alone_shows_are_sure() -> None:
    text = "设立“扫黄打非”工作领导小组，成立集中整治欠薪问题领导小组，由县司法局牵头"
    found = FINDERS["agencies"](text)
    assert [(text[c.start : c.end], c.sure) for c in found] == [
        ("“扫黄打非”工作领导小组", True),
        ("集中整治欠薪问题领导小组", True),
        ("县司法局", False),
    ]
