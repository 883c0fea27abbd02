"""Spans → facts, end to end on the sample report."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from fazhi.extract import tag
from fazhi.reading import read_report
from fazhi.records import Record

ROOT = Path(__file__).parents[1]
KEYS = {
    "DOC_NO": {"canonical", "organ_code", "year", "serial", "kind", "issuer", "damaged"},
    "LAW": {"title", "canonical", "kind", "issuer", "alias_of"},
    "AGENCY": {"canonical", "level", "kind"},
    "QUANTITY": {"value", "max", "unit", "approx", "scale"},
}


@pytest.fixture(scope="module")
def record(nlp: Language) -> Record:
    return tag(nlp, read_report(ROOT / "docs" / "sample.txt"))


def norms(record: Record, text: str) -> Iterator[dict[str, Any]]:
    return (entity.norm for entity in record.entities if entity.text == text)


def test_every_entity_has_the_keys_of_its_label(record: Record) -> None:
    for entity in record.entities:
        assert KEYS[entity.label] <= set(entity.norm), entity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县政府", {"canonical": "云陂县人民政府", "level": "county", "kind": "government"}),
        ("县司法局", {"canonical": "云陂县司法局", "kind": "department"}),
        ("县人民法院", {"canonical": "云陂县人民法院", "kind": "court"}),
        ("检察院", {"canonical": "云陂县人民检察院", "kind": "procuratorate"}),
        ("县委", {"canonical": "中共云陂县委员会", "kind": "party"}),
        ("市政府", {"canonical": None, "level": "prefecture"}),
        ("云政发〔2023〕6号", {"canonical": "云政发〔2023〕6号", "year": 2023, "serial": 6, "damaged": False}),
        ("行政复议法", {"canonical": "中华人民共和国行政复议法", "kind": "law"}),
        ("《云陂县优化营商环境若干措施》", {"kind": "normative", "alias_of": None}),
        ("1.2万人次", {"value": 12000, "unit": "人次", "approx": None, "scale": 10000}),
        ("320余卷", {"value": 320, "unit": "卷", "approx": "more"}),
        ("三十余件", {"value": 30, "unit": "件", "approx": "more"}),
        ("一起", {"value": 0, "unit": "起"}),
        ("六成", {"value": 60, "unit": "%", "approx": "less"}),
        ("98.6%", {"value": 98.6, "unit": "%"}),
    ],
)
def test_values(record: Record, text: str, expected: dict[str, Any]) -> None:
    found = list(norms(record, text))
    assert found
    for norm in found:
        assert {key: norm[key] for key in expected} == expected


def test_short_titles_point_to_the_one_introduced(record: Record) -> None:
    full = next(i for i, entity in enumerate(record.entities) if entity.text.startswith("《法治政府建设实施纲要"))
    assert [norm["alias_of"] for norm in norms(record, "《纲要》")] == [full, full]


def test_citations_hold_all_mentions_and_the_number(record: Record) -> None:
    by_title = {citation["title"]: citation for citation in record.citations}
    outline = by_title["法治政府建设实施纲要（2021-2025年）"]
    assert outline["aliases"] == ["《纲要》"]
    assert len(outline["entities"]) == 3
    assert by_title["云陂县优化营商环境若干措施"]["doc_no"] == "云政发〔2023〕6号"


def test_metadata(record: Record) -> None:
    meta = record.meta
    assert (meta.issuer, meta.region, meta.level, meta.year, meta.period) == (
        "云陂县人民政府",
        "云陂县",
        "county",
        2023,
        "2023",
    )
    assert meta.adcode is None
