"""Organs to full official names, against a table of cases: an empty canonical means that nothing may be decided."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.grammar.organ_names import parse_name
from fazhi.lexicon import column
from fazhi.records import Entity, Meta, Record
from fazhi.resolve.agencies import agency_norms

TABLE = Path(__file__).parent / "resolve" / "agencies.tsv"
CASES = list(csv.DictReader(TABLE.read_text("utf-8").splitlines(), delimiter="\t"))
LEVELS = {"national", "province", "prefecture", "county", "township", None}
KINDS = {"government", "party", "congress", "cppcc", "court", "procuratorate", "department", "body", None}
MARK = re.compile(r"⟦([^⟧]+)⟧")


def record(marked: str, meta: Meta) -> Record:
    """A record of a text whose organs stand in ⟦…⟧."""
    entities, text, reached = [], "", 0
    for match in MARK.finditer(marked):
        text += marked[reached : match.start()]
        start = len(text)
        text += match[1]
        entities.append(Entity(start=start, end=len(text), label="AGENCY", text=match[1], score=1.0, by="pattern"))
        reached = match.end()
    text += marked[reached:]
    return Record(id="r", source="", sha256="", text=text, meta=meta, paragraphs=(), entities=tuple(entities), model={})


def meta_of(case: dict[str, str]) -> Meta:
    return Meta(
        region=case["region"] or None,
        adcode=case["adcode"] or None,
        level=case["place_level"] or None,
        year=int(case["year"]) if case["year"] else None,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['region']}{case['year']}-{case['surface']}")
def test_full_name_level_and_kind(case: dict[str, str]) -> None:
    norm = agency_norms(record(f"⟦{case['surface']}⟧", meta_of(case)))[0]
    expected = tuple(case[field] or None for field in ("canonical", "level", "kind"))
    assert (norm["canonical"], norm["level"], norm["kind"]) == expected


def test_there_are_enough_cases_and_negatives() -> None:
    assert len(CASES) >= 200
    assert sum(not case["canonical"] for case in CASES) >= 25


COUNTY = Meta(region="长沙县", adcode="430121", level="county", year=2021)
DEPARTMENT = Meta(region="长沙县", adcode="430121", level="county", year=2021, issuer="长沙县水利局")


@pytest.mark.parametrize(
    ("text", "meta", "expected"),
    [
        ("⟦县法院⟧、⟦检察院⟧", COUNTY, ["长沙县人民法院", "长沙县人民检察院"]),
        ("⟦省委组织部⟧、⟦宣传部⟧", COUNTY, ["中共湖南省委组织部", "中共湖南省委宣传部"]),
        ("⟦浏阳市委⟧、⟦市政府⟧", COUNTY, ["中共浏阳市委员会", "浏阳市人民政府"]),
        ("⟦县政府⟧及其⟦办公室⟧", COUNTY, ["长沙县人民政府", "长沙县人民政府办公室"]),
        ("⟦县人大⟧及其⟦常委会⟧", COUNTY, ["长沙县人民代表大会", "长沙县人民代表大会常务委员会"]),
        (
            "成立⟦县河道采砂整治领导小组⟧。⟦领导小组办公室⟧设在⟦县水利局⟧",
            COUNTY,
            ["长沙县河道采砂整治领导小组", "长沙县河道采砂整治领导小组办公室", "长沙县水利局"],
        ),
        (
            "⟦县城市管理和综合执法局⟧牵头，⟦县城管局⟧落实",
            COUNTY,
            ["长沙县城市管理和综合执法局", "长沙县城市管理和综合执法局"],
        ),
        ("⟦县城管局⟧落实", COUNTY, [None]),
        ("⟦局政策法规股⟧和⟦执法监督股⟧", DEPARTMENT, ["长沙县水利局政策法规股", "长沙县水利局执法监督股"]),
        ("⟦局党组⟧", DEPARTMENT, ["中共长沙县水利局党组"]),
        ("⟦法规股⟧", COUNTY, ["长沙县法规股"]),
    ],
)
def test_what_was_named_before_decides(text: str, meta: Meta, expected: list[str | None]) -> None:
    norms = agency_norms(record(text, meta))
    assert [norm["canonical"] for norm in norms.values()] == expected


def test_ambiguity_lists_candidates() -> None:
    norm = agency_norms(record("⟦复议委员会⟧", COUNTY))[0]
    assert norm["canonical"] is None
    assert set(norm["candidates"]) == {"长沙县行政复议委员会", "长沙县人民政府行政复议委员会"}


def test_a_certain_name_has_no_candidates() -> None:
    assert set(agency_norms(record("⟦县政府⟧", COUNTY))[0]) == {"canonical", "level", "kind"}


def test_other_labels_are_left_alone() -> None:
    law = Entity(start=0, end=4, label="LAW", text="《纲要》", score=1.0, by="pattern")
    given_record = record("《纲要》", COUNTY)
    assert agency_norms(replace(given_record, entities=(law,))) == {}


SURFACES = st.one_of(
    st.text(max_size=30),
    st.text(
        alphabet="省市县区州盟旗镇乡街道委政府人大法院局厅办公室中共国家务司及其常会领导小组和、 　第三届原",
        min_size=1,
        max_size=16,
    ),
)


@given(
    surfaces=st.lists(SURFACES.filter(lambda text: "⟦" not in text and "⟧" not in text and text), max_size=5),
    place=st.sampled_from([COUNTY, DEPARTMENT, Meta(), Meta(region="某", level="county"), Meta(adcode="999999")]),
)
def test_any_string_gives_values_of_the_scheme(surfaces: list[str], place: Meta) -> None:
    norms = agency_norms(record("、".join(f"⟦{surface}⟧" for surface in surfaces), place))
    assert len(norms) == len(surfaces)
    for norm in norms.values():
        assert norm["level"] in LEVELS
        assert norm["kind"] in KINDS
        assert norm["canonical"] is None or "{}" not in norm["canonical"]
        assert not ("candidates" in norm and norm["canonical"])


@pytest.mark.parametrize("level", "省市县区州旗")
def test_a_level_word_before_any_listed_department_is_its_level(level: str) -> None:
    names = [name for name in column("departments", "short") if name.endswith(("局", "厅", "办", "委"))]
    names = [name for name in names if not name.startswith("直")]  # 区直 and 县直 are words of their own
    assert [name for name in names if parse_name(level + name, lambda place: False).level != level] == []
