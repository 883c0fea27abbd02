"""LAW entities as instruments, and citations: mini reports by table; properties on any report."""

import csv
import dataclasses
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.gold.markup import read_markup
from fazhi.records import Entity, Meta, Record
from fazhi.resolve.instruments import citations, instrument_norms

TABLES = Path(__file__).parent / "resolve"


def rows(name: str) -> list[object]:
    with (TABLES / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        read = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param(row, id=f"{number}: {row['note']}") for number, row in enumerate(read)]


def record_of(marked: str, meta: Meta = Meta()) -> Record:
    gold = read_markup(marked.replace("\\n", "\n"), id="a")
    text = gold.report.text
    spans = [(span.start, span.end, span.label) for span in gold.entities]
    return record(text, spans, meta)


def record(text: str, spans: list[tuple[int, int, str]], meta: Meta = Meta()) -> Record:
    entities = tuple(
        Entity(start=start, end=end, label=label, text=text[start:end], score=1.0, by="pattern")
        for start, end, label in spans
    )
    return Record(id="a", source="a.txt", sha256="", text=text, meta=meta, paragraphs=(), entities=entities, model={})


def normalised(read: Record) -> Record:
    norms = instrument_norms(read)
    entities = (dataclasses.replace(entity, norm=norms.get(index, {})) for index, entity in enumerate(read.entities))
    return dataclasses.replace(read, entities=tuple(entities))


def cells(cell: str) -> list[str | None]:
    return [None if value == "-" else value for value in cell.split("|")]


@pytest.mark.parametrize("row", rows("instruments"))
def test_titles_name_instruments(row: dict[str, str]) -> None:
    read = record_of(row["report"], Meta(year=int(row["year"]) if row["year"] else None))
    norms = instrument_norms(read)
    laws = [index for index, entity in enumerate(read.entities) if entity.label == "LAW"]
    assert sorted(norms) == laws
    assert [norms[index]["canonical"] for index in laws] == cells(row["canonical"])
    assert [norms[index]["kind"] for index in laws] == cells(row["kind"])
    aliases = [norms[index]["alias_of"] for index in laws]
    assert [None if alias is None else str(laws.index(alias)) for alias in aliases] == cells(row["alias_of"])


@pytest.mark.parametrize("row", rows("citations"))
def test_mentions_cluster_into_citations(row: dict[str, str]) -> None:
    found = citations(normalised(record_of(row["report"], Meta(doc_no=row["own"] or None))))
    if row["entities"] == "-":
        assert found == ()
        return
    assert [cited["title"] for cited in found] == cells(row["title"])
    assert [cited["doc_no"] for cited in found] == cells(row["doc_no"])
    assert [" ".join(cited["aliases"]) for cited in found] == row["aliases"].split("|")
    assert [" ".join(map(str, cited["entities"])) for cited in found] == row["entities"].split("|")


def test_norm_has_every_key_and_the_issuer_where_it_is_known() -> None:
    read = record_of("落实⟦LAW|《行政处罚法》⟧和⟦LAW|《甲县人民政府关于信访的意见》⟧、⟦LAW|《法治茶座》⟧。")
    law, opinion, unknown = instrument_norms(read).values()
    assert law == {
        "title": "行政处罚法",
        "canonical": "中华人民共和国行政处罚法",
        "kind": "law",
        "issuer": "全国人民代表大会",
        "alias_of": None,
    }
    assert opinion["issuer"] == "甲县人民政府"
    assert (unknown["kind"], unknown["issuer"]) == (None, None)


PIECES = st.sampled_from(
    "《 》 〈 （ ） 以下简称 及其 、 。 \n 纲要 办法 甲县 行政复议法 （2021-2025年） 甲政发〔2019〕3号 国务院令第1号 实施条例 “ ” 关于 的 通知".split(
        " "
    )
)


@st.composite
def reports(draw: st.DrawFn) -> Record:
    """A text of pieces, and entities of any label over any of them, in order."""
    pieces = draw(st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=24))
    text, spans = "", []
    for piece in pieces:
        label = draw(st.sampled_from(["LAW", "LAW", "DOC_NO", "AGENCY", ""]))
        if piece and label:
            spans.append((len(text), len(text) + len(piece), label))
        text += piece
    return record(text, spans, Meta(year=draw(st.sampled_from([None, 2018, 2023]))))


@given(reports())
def test_any_report_is_read_without_error(read: Record) -> None:
    norms = instrument_norms(read)
    for index, norm in norms.items():
        target = norm["alias_of"]
        assert target is None or (target != index and target in norms)
        assert target is None or norms[target]["canonical"] == norm["canonical"]
    cited = citations(normalised(read))
    held = [index for citation in cited for index in citation["entities"]]
    assert len(held) == len(set(held))
    titles = [citation["title"] for citation in cited if citation["title"]]
    assert len(titles) == len(set(titles))


@given(st.text())
def test_any_title_is_read_without_error(title: str) -> None:
    norms = instrument_norms(record(title, [(0, len(title), "LAW")]))
    assert norms[0]["alias_of"] is None


def test_a_long_report_is_read_fast() -> None:
    names = [f"《甲县{a}{b}管理办法》" for a in "山水林田湖草沙路桥" for b in "保护利用监测防治评价"]
    random.Random(0).shuffle(names)
    marked = "".join(
        f"印发⟦LAW|{name}⟧，加强监督管理，推进依法行政，办理各类案件，提升治理能力和服务水平。" for name in names
    )
    read = record_of(marked)
    instrument_norms(read)  # tables are read once a process
    start = time.perf_counter()
    citations(normalised(read))
    spent = time.perf_counter() - start
    assert spent / len(read.text) * 8000 < 0.1, (
        "ten times the budget of 10 ms for 8,000 characters: a slow machine passes"
    )
