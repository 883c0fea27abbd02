"""The national outlines: data that add up, the one in force, and what a paragraph answers to."""

import csv
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.errors import FazhiError
from fazhi.labels import AREA_NAMES
from fazhi.lexicon.packaged import packaged
from fazhi.records import Area, Meta, NextOutline, Paragraph, Record
from fazhi.resolve import resolve
from fazhi.resolve.crosswalk import successor
from fazhi.resolve.heading_match import Titles
from fazhi.resolve.outlines import NationalOutline, answer, load_outlines, outline_for, packaged_outlines

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLE = Path(__file__).with_name("resolve") / "outline_answers.tsv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
LATER = """
id = "2026"
title = "法治政府建设实施纲要（2026-2030年）"
issued = "2026"
issuer = "中共中央、国务院"
period = "2026-2030"
reports_from = 2026

[[sections]]
number = "一"
title = "{title}"
verified = false
areas = ["{area}"]
measures = [{{ number = 1, title = "规范涉企检查", verified = false }}]
"""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['year']}-{row['area']}-{row['section']}")
def test_answer(row: dict[str, str]) -> None:
    section = tuple(part for part in row["section"].split("|") if part)
    text = row["text"] or section[-1]
    found = answer(row["area"], int(row["year"]) if row["year"] else None, text, section)
    got = (found.id, found.section, str(found.measure or "")) if found else ("", "", "")
    assert got == (row["outline"], row["answer"], row["measure"])


@pytest.mark.parametrize(
    ("year", "id"),
    [(None, None), (0, None), (2015, None), (2016, "2015"), (2020, "2015"), (2021, "2021"), (2030, "2021")],
)
def test_the_outline_in_force(year: int | None, id: str | None) -> None:
    found = outline_for(year)
    assert (found.id if found else None) == id


@pytest.mark.parametrize(
    ("id", "counts", "areas"),
    [
        ("2015", [8, 5, 6, 6, 6, 5, 4, 4], set(AREA_NAMES) - {"emergency", "technology"}),
        ("2021", [3, 3, 3, 3, 4, 3, 4, 5, 3, 4], set(AREA_NAMES)),
    ],
)
def test_the_counts_add_up(id: str, counts: list[int], areas: set[str]) -> None:
    outline = by_id()[id]
    measures = [measure for section in outline.sections for measure in section.measures]
    assert [len(section.measures) for section in outline.sections] == counts
    assert [measure.number for measure in measures] == list(range(1, sum(counts) + 1))
    assert {area for section in outline.sections for area in section.areas} == areas
    assert len({measure.title for measure in measures}) == len(measures)


def test_what_is_verified() -> None:
    verified = {
        id: [m.number for section in outline.sections for m in section.measures if m.verified]
        for id, outline in by_id().items()
    }
    assert verified == {"2015": [17], "2021": [1, 2, 3, 4, 5, 15]}


@pytest.mark.parametrize("outline", packaged_outlines(), ids=lambda outline: outline.id)
def test_every_title_tells_itself(outline: NationalOutline) -> None:
    for section in outline.sections:
        assert outline.named(section.title) == [(section, None)]
        for measure in section.measures:
            assert outline.named(measure.title) == [(section, measure)]


def test_crosswalk_agrees_with_the_outlines() -> None:
    folder = packaged("outlines")
    assert folder is not None
    crosswalk: dict[str, Any] = tomllib.loads((folder / "crosswalk.toml").read_text("utf-8"))
    old, new = by_id()[crosswalk["from"]], by_id()[crosswalk["to"]]
    sides = {"from": old, "to": new}
    for key, outline in sides.items():
        numbered = {section.number: section for section in outline.sections}
        rows = [row for row in crosswalk["sections"] if key in row]
        assert {row[key] for row in rows} == set(numbered)
        assert all(row["area"] in numbered[row[key]].areas for row in rows)
        known = {measure.number for section in outline.sections for measure in section.measures}
        assert {number for row in crosswalk["measures"] for number in row[key]} <= known
    for row in crosswalk["sections"]:
        (section,) = [section for section in new.sections if section.number == row["to"]]
        assert set(row.get("measures", [])) <= {measure.number for measure in section.measures}


def test_a_new_outline_needs_only_its_file(tmp_path: Path) -> None:
    folder = packaged("outlines")
    assert folder is not None
    for path in folder.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    (tmp_path / "2026.toml").write_text(LATER.format(title="转变政府职能", area="functions"), "utf-8")
    outlines = load_outlines(tmp_path)
    years = {year: outline_for(year, outlines=outlines) for year in (2019, 2025, 2026)}
    assert {year: found.id if found else None for year, found in years.items()} == {
        2019: "2015",
        2025: "2021",
        2026: "2026",
    }
    found = answer("functions", 2027, "亮码入企。", ("（一）规范涉企检查",), outlines=outlines)
    assert found is not None
    assert (found.id, found.section, found.measure) == ("2026", "一", 1)
    assert answer("capacity", 2027, "组织培训。", (), outlines=outlines) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id =", r"2026\.toml: no outline"),
        ('id = "2026"', "sections"),
        (LATER.replace('id = "2026"', 'name = "2026"').format(title="甲", area="functions"), "name"),
        (LATER.format(title="甲", area="function"), "unknown area 'function'"),
    ],
    ids=["not TOML", "no sections", "wrong key", "unknown area"],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "2026.toml").write_text(text, "utf-8")
    with pytest.raises(FazhiError, match=says):
        load_outlines(tmp_path)


@given(st.sampled_from(AREA_NAMES), st.text(), st.lists(st.text(), max_size=3), st.integers(2010, 2030))
def test_any_text_is_answered_within_the_area(area: str, text: str, section: list[str], year: int) -> None:
    found = answer(area, year, text, tuple(section))
    if found is not None:
        (place,) = [s for s in by_id()[found.id].sections if s.number == found.section]
        assert area in place.areas
        assert found.measure is None or found.measure in {measure.number for measure in place.measures}


@given(
    st.lists(st.text(alphabet="行政执法程序方式调解", min_size=1), max_size=5), st.text(alphabet="行政执法程序方式调解")
)
def test_near_gives_places_of_titles(titles: list[str], heading: str) -> None:
    near = Titles(titles).near(heading)
    assert set(near) <= set(range(len(titles)))


def by_id() -> dict[str, NationalOutline]:
    return {outline.id: outline for outline in packaged_outlines()}


@pytest.mark.parametrize(
    ("id", "section", "measure", "expected"),
    [
        ("2015", "二（五）", None, ("八", ())),
        ("2015", "二（五）", 30, ("八", (27,))),
        ("2015", "二（一）", 8, ("二", (4, 5, 6))),
        ("2015", "三", None, ("十", (32, 33, 35))),
        ("2015", "二（六）", 35, (None, ())),
        ("2015", "九十九", None, (None, ())),
        ("2021", "七", None, None),
    ],
)
def test_successor(
    id: str, section: str, measure: int | None, expected: tuple[str | None, tuple[int, ...]] | None
) -> None:
    found = successor(id, section, measure)
    assert (found and (found.section, found.measures)) == expected


@pytest.mark.parametrize(("year", "expired"), [(2020, False), (2025, False), (2026, True)])
def test_after_its_period_an_outline_has_expired(year: int, expired: bool) -> None:
    found = answer("disputes", year, "办理行政复议案件。", ())
    assert found is not None
    assert found.expired is expired


def test_records_say_what_areas_answer_to() -> None:
    text = "某县2019年法治政府建设报告\n（一）加强行政复议工作\n受理案件12件。\n全年普法3次。"
    lines = [
        (0, 15, "title", ()),
        (16, 27, "heading", ("disputes",)),
        (28, 36, "progress", ("disputes",)),
        (37, 44, "problem", ()),
    ]
    paragraphs = tuple(
        Paragraph(
            start=start, end=end, role=role, heading_level=1 if role == "heading" else None,
            section=(text[16:27],) if role == "progress" else (), areas=tuple(Area(area=a, score=1.0) for a in areas),
        )
        for start, end, role, areas in lines
    )  # fmt: skip
    record = Record(id="a", source="", sha256="", text=text, meta=Meta(), paragraphs=paragraphs, entities=(), model={})
    found = resolve(record)
    assert found.meta.year == 2019
    refs = [area.outline for paragraph in found.paragraphs for area in paragraph.areas]
    assert [(ref.id, ref.section, ref.measure, ref.next) for ref in refs if ref] == [
        ("2015", "二（六）", 33, NextOutline(id="2021", section="七"))
    ] * 2
