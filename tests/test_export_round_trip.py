"""What goes out comes back: every format that can be read holds all it can hold, whatever characters a report is made of."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.errors import GoldMismatch
from fazhi.export import EXPORTS, export, module
from fazhi.export.covered import Mark, Marked, mark_of
from fazhi.labels import AREA_NAMES, ENTITY_LABELS, ROLE_NAMES
from fazhi.records import Area, Entity, Indicator, Meta, NextOutline, OutlineRef, Paragraph, Record
from fazhi.report import paragraphs, sha256_of

RECORDS = {"csv": "", "xlsx": ".xlsx", "parquet": "", "sqlite": ".db", "spacy": ".spacy"}
"""Formats that hold whole records, and what their files' names end in."""
MARKS = ("bio", "brat", "doccano", "label-studio", "web-annotation")
"""Formats that hold a text and its entities."""
WITHOUT_NORM = ("bio", "doccano")

PIECES = (
    "县司法局", "12件", "《办法》", "😀", "👨🏻‍⚖️", "𠮷", "㑇", "\ue000", "\t", "\n", "\n\n\n", "\r", "\r\n", " ", "　", "\u2028",
    "\x85", "\x0c", "\x1c", "\x00", "\x07", "\ufeff", "\ufffe", "\u200b", "=1+1", "+", "-3", "@x", "＝", "'", "''", '"', ",", ";",
    "\\", "\\u3000", "/", " / ", "#", "%", "T1\t", "_x0041_", "-DOCSTART- -X- O O\n", "O",
)  # fmt: skip
words = st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3)
texts = st.lists(words, max_size=12).map("".join)
names = st.lists(words, min_size=1, max_size=4).map("".join)
scores = st.integers(0, 10_000).map(lambda n: n / 10_000)
values = st.none() | names | st.integers(-(2**40), 2**40) | scores | st.booleans() | st.lists(names, max_size=2)
norms = st.dictionaries(st.sampled_from(["canonical", "kind", "value", "max", "unit", "level", "year"]), values)
objects = st.lists(norms, max_size=2).map(tuple)


@st.composite
def records(draw: st.DrawFn, *, ids: st.SearchStrategy[str] = names) -> Record:
    text = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=10)))
    spans = [trimmed(text, start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    spans = [span for span in spans if span[0] < span[1]]
    meta = {name: draw(st.none() | names) for name in Meta.__dataclass_fields__ if name != "year"}
    return Record(
        id=draw(ids),
        source=draw(texts),
        sha256=sha256_of(text),
        text=text,
        meta=Meta(**meta, year=draw(st.none() | st.integers(1900, 2100))),
        paragraphs=tuple(draw(paragraph(*span)) for span in paragraphs(text)),
        entities=tuple(draw(entity(text, *span)) for span in spans),
        citations=draw(objects),
        indicators=tuple(
            draw(st.lists(indicator(len(spans)), max_size=2, unique_by=lambda i: i.entity)) if spans else ()
        ),
        warnings=tuple(draw(st.lists(texts, max_size=2))),
        model={"name": "zh_fazhi", "version": "1"},
    )


def indicator(entities: int) -> st.SearchStrategy[Indicator]:
    return st.builds(
        Indicator,
        indicator=names,
        measure=texts,
        value=st.none() | st.integers(0, 2**40) | scores.filter(lambda value: not value.is_integer()),
        unit=st.none() | names,
        entity=st.integers(0, entities - 1),
        period=st.none() | names,
        score=scores,
    )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its edges: there, tokens and lines have no borders."""
    body = text[start:end]
    return start + len(body) - len(body.lstrip()), start + len(body.rstrip())


outlines = st.builds(
    OutlineRef,
    id=names,
    section=names,
    heading=names,
    measure=st.none() | st.integers(1, 44),
    measure_heading=st.none() | names,
    expired=st.booleans(),
    next=st.none()
    | st.builds(
        NextOutline, id=names, section=st.none() | names, measures=st.lists(st.integers(1, 44), max_size=2).map(tuple)
    ),
)


def paragraph(start: int, end: int) -> st.SearchStrategy[Paragraph]:
    areas = st.lists(
        st.builds(Area, area=st.sampled_from(AREA_NAMES), score=scores, outline=st.none() | outlines),
        max_size=2,
        unique_by=lambda a: a.area,
    )
    return st.builds(
        Paragraph,
        start=st.just(start),
        end=st.just(end),
        role=st.sampled_from(ROLE_NAMES),
        heading_level=st.none() | st.integers(1, 4),
        section=st.lists(names, max_size=3).map(tuple),
        areas=areas.map(tuple),
    )


def entity(text: str, start: int, end: int) -> st.SearchStrategy[Entity]:
    return st.builds(
        Entity,
        start=st.just(start),
        end=st.just(end),
        label=st.sampled_from(ENTITY_LABELS),
        text=st.just(text[start:end]),
        score=scores,
        by=st.sampled_from(["pattern", "tagger"]),
        norm=norms,
    )


short_ids = st.lists(words, min_size=1, max_size=3).map("".join).filter(lambda id: len(id) < 25)
piles = st.lists(records(ids=short_ids), max_size=3, unique_by=lambda record: record.id)
thorough = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(pile: list[Record], format: str, suffix: str, read: Callable[[Path], Iterator[object]]) -> list[object]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out{suffix}"
        assert export(pile, format, path) == len(pile)
        return list(read(path))


@pytest.mark.parametrize(("format", "suffix"), RECORDS.items(), ids=RECORDS)
@thorough
@given(pile=piles)
def test_records_come_back(format: str, suffix: str, pile: list[Record]) -> None:
    if format == "spacy" and not pile:
        return
    assert written(pile, format, suffix, module(format).read) == pile


def marked(record: Record, format: str) -> Marked:
    marks = [mark_of(e) for e in record.entities]
    return Marked(record.id, record.text, tuple(m._replace(norm={}) if format in WITHOUT_NORM else m for m in marks))


def reader(format: str, pile: list[Record]) -> Callable[[Path], Iterator[Marked]]:
    texts = {record.id: record.text for record in pile}
    if format == "web-annotation":
        return lambda path: module(format).read(path, texts.__getitem__)
    return module(format).read


@pytest.mark.parametrize("format", MARKS)
@thorough
@given(pile=piles)
def test_texts_and_entities_come_back(format: str, pile: list[Record]) -> None:
    back = written(pile, format, "", reader(format, pile))
    wanted = [marked(record, format) for record in pile]
    if format == "bio":  # it holds no names
        wanted = [report._replace(id=str(number)) for number, report in enumerate(wanted, 1)]
    assert sorted(back) == sorted(wanted) if format == "brat" else back == wanted


SMALL = Record(
    id="a",
    source="a.txt",
    sha256="0" * 64,
    text="😀由县司法局办理",
    meta=Meta(),
    paragraphs=(Paragraph(start=0, end=8, role="progress", heading_level=None, section=(), areas=()),),
    entities=(Entity(start=2, end=6, label="AGENCY", text="县司法局", score=1.0, by="tagger"),),
    model={"name": "m", "version": "1"},
)


def test_every_format_is_tried() -> None:
    assert {*RECORDS, *MARKS} == EXPORTS.keys()


@pytest.mark.parametrize("format", [format for format in EXPORTS if format != "bio"])
def test_readers_check_the_covered_text(format: str, tmp_path: Path) -> None:
    wrong = replace(SMALL, entities=(replace(SMALL.entities[0], text="市司法局"),))
    path = tmp_path / f"out{RECORDS.get(format, '')}"
    export([wrong], format, path)
    with pytest.raises(GoldMismatch, match="市司法局"):
        list(reader(format, [wrong])(path))


@pytest.mark.parametrize("format", EXPORTS)
def test_lone_surrogates_go_out_as_replacement_characters(format: str, tmp_path: Path) -> None:
    record = replace(SMALL, text="\ud83d" + SMALL.text[1:], source="\udc80.txt")
    path = tmp_path / f"out{RECORDS.get(format, '')}"
    export([record], format, path)
    (back,) = reader(format, [replace(record, text="\ufffd" + SMALL.text[1:])])(path)
    assert back.text == "\ufffd" + SMALL.text[1:]
    assert Mark(2, 6, "AGENCY", "县司法局", {}) in [mark_of(e) for e in getattr(back, "entities", ())] + list(
        getattr(back, "marks", ())
    )
