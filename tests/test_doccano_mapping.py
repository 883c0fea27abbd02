"""Gold to doccano's lines and back, without a server: exact, or refused with the reason."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.doccano.examples import from_exports, from_listing
from fazhi.doccano.kinds import KINDS, PARAGRAPHS, SPANS, Kind, area_text, entity_text, role_text
from fazhi.doccano.mapping import Document, Example, Selection, documents, gold_of
from fazhi.errors import GoldMismatch
from fazhi.gold.annotation import Gold, dump_gold, load_gold
from fazhi.labels import AREAS, ENTITIES, ROLES
from tests.strategies import golds


def exported(pushed: Iterable[Document]) -> list[Example]:
    """Documents as a project's export gives them back after a push by anna, done by her."""
    lines = [{"id": number, **document.line(), "Comments": []} for number, document in enumerate(pushed, 1)]
    return list(from_exports({"anna": lines}, {"anna": lines}))


def round_trip(selection: Selection, kinds: Iterable[Kind] = KINDS) -> Gold:
    held = [(kind, example) for kind in kinds for example in exported(documents(selection, kind))]
    return gold_of(selection.gold.report, held, "anna")


@given(golds())
def test_whole_report_round_trip(gold: Gold) -> None:
    assert round_trip(Selection(gold)) == gold


@given(golds())
def test_by_paragraph_round_trip(gold: Gold) -> None:
    assert round_trip(Selection(gold, only=gold.report.paragraphs)) == gold


@given(golds(), st.data())
def test_single_paragraphs_find_back(gold: Gold, data: st.DataObject) -> None:
    only = tuple(span for span in gold.report.paragraphs if data.draw(st.booleans()))
    again = round_trip(Selection(gold, only=only))
    inside = [e for e in gold.entities if any(start <= e.start and e.end <= end for start, end in only)]
    assert list(again.entities) == inside
    assert list(again.paragraphs) == [p for p in gold.paragraphs if (p.start, p.end) in only]
    assert again.annotated == (None if len(only) == len(gold.report.paragraphs) else only)


def test_entities_without_roles_are_whole(small: Gold) -> None:
    assert round_trip(Selection(small), [SPANS]) == replace(small, paragraphs=())


def test_roles_without_entities_are_a_part(small: Gold, tmp_path) -> None:  # type: ignore[no-untyped-def]
    again = round_trip(Selection(small), [PARAGRAPHS])
    assert again == replace(small, entities=(), annotated=())
    (tmp_path / "gantang-2022.txt").write_text(small.report.text, "utf-8")
    path = tmp_path / "gantang-2022.json"
    path.write_text(dump_gold(again), "utf-8")
    with pytest.raises(GoldMismatch, match="only parts of the report are annotated"):
        load_gold(path)
    assert load_gold(path, partial=True).annotated == ()


def test_offsets_count_utf16_units_from_the_document(small: Gold) -> None:
    (document,) = documents(Selection(small, only=(small.report.paragraphs[3],)), SPANS)
    assert document.key == ("gantang-2022", *small.report.paragraphs[3])
    assert document.section == "一、主要工作 › （一）化解行政争议"
    assert (10, 14, "机关 AGENCY") in document.marks
    assert document.text[10:14] == "县司法局"


def test_names_are_chinese_and_ours() -> None:
    for kind in KINDS:
        keys = [label.key for label in kind.offered]
        assert len(keys) == len(set(keys)), "two labels on one hot key"
        assert all(len(label.text) <= 100 for label in kind.offered), "doccano takes at most 100 characters"
    assert [label.text for label in SPANS.offered] == [f"{label.chinese} {label.name}" for label in ENTITIES]
    colours = {label.text: label.colour for label in PARAGRAPHS.offered}
    assert [colours[role_text(label.name)] for label in ROLES] == [label.colour for label in ROLES]
    assert [colours[area_text(label.name, 2)] for label in AREAS] == [label.colour for label in AREAS]


def test_a_third_area_is_offered_when_needed() -> None:
    further = PARAGRAPHS.needed([area_text("supervision", 3), role_text("plan")])[len(PARAGRAPHS.offered) :]
    assert [(label.text, label.key) for label in further] == [("3 supervision", None)]


def spans_of(small: Gold, *marks: tuple[int, int, str], text: str | None = None) -> Example:
    (example,) = exported(documents(Selection(small), SPANS))
    return replace(example, marks={"anna": frozenset(marks)}, text=small.report.text if text is None else text)


def refusal(small: Gold, kind: Kind, example: Example) -> str:
    with pytest.raises(GoldMismatch) as refused:
        gold_of(small.report, [(kind, example)], "anna")
    return str(refused.value)


AGENCY = entity_text("AGENCY")


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ([(0, 9_999, AGENCY)], "out of bounds"),
        ([(3, 3, AGENCY)], "out of bounds"),
        ([(0, 7, "公司 COMPANY")], "unknown label '公司 COMPANY'"),
        ([(0, 7, AGENCY), (4, 9, AGENCY)], "overlaps the entity before it"),
        ([(20, 24, AGENCY)], "white space at an edge, or a line end inside"),
    ],
)
def test_spans_that_do_not_fit_are_refused(small: Gold, marks: list[tuple[int, int, str]], reason: str) -> None:
    assert reason in refusal(small, SPANS, spans_of(small, *marks))


def test_half_a_character_is_refused(small: Gold) -> None:
    text = "县😀办" + small.report.text
    gold = replace(small, report=replace(small.report, text=text), entities=(), paragraphs=())
    assert "within a character" in refusal(gold, SPANS, spans_of(gold, (0, 2, AGENCY)))


def test_changed_text_is_refused(small: Gold) -> None:
    told = refusal(small, SPANS, spans_of(small, (0, 7, AGENCY), text=small.report.text.replace("甘棠县", "甘常县", 1)))
    assert "gantang-2022[0:" in told
    assert "its text was changed in doccano at 1: expected '棠县人民政府2022年法'" in told
    assert "doccano has '常县人民政府2022年法'" in told


def test_stripped_text_is_refused(small: Gold) -> None:
    told = refusal(small, SPANS, spans_of(small, text=small.report.text.strip()))
    assert "doccano has ''" in told


def test_text_of_another_version_is_refused(small: Gold) -> None:
    old = replace(spans_of(small), sha256="0" * 64)
    assert "pushed from another text than gantang-2022.txt has now" in refusal(small, SPANS, old)


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ([], "expected one role, got none"),
        (["工作情况 progress", "存在问题 problem"], "expected one role, got problem, progress"),
        (["工作情况 progress", area_text("disputes", 2)], "expected one area of each rank from 1, got 2 disputes"),
        (["工作情况 progress", area_text("disputes", 1), area_text("capacity", 1)], "got 1 capacity, 1 disputes"),
        (["工作情况 progress", "0 科技 technology"], "unknown label '0 科技 technology'"),
        (["进展"], "unknown label '进展'"),
    ],
)
def test_roles_and_areas_that_do_not_fit_are_refused(small: Gold, marks: list[str], reason: str) -> None:
    example = replace(exported(documents(Selection(small), PARAGRAPHS))[3], marks={"anna": frozenset(marks)})
    told = refusal(small, PARAGRAPHS, example)
    assert reason in told
    assert "[（一）化解行政争议" in told


def test_export_says_text_or_data_and_may_hold_what_is_not_ours(small: Gold) -> None:
    (document,) = documents(Selection(small), SPANS)
    line = {"id": 7, **document.line(), "start": 0.0, "end": float(document.key.end), "Comments": ["看"]}
    line["data"] = line.pop("text")
    foreign = {"id": 8, "data": "别处来的", "report": None, "start": None, "end": None, "sha256": None, "label": []}
    (example,) = from_exports({"anna": [line, foreign], "bo": [line | {"label": []}]}, {"bo": [line]})
    assert example.key == document.key
    assert example.marks == {"anna": document.marks, "bo": frozenset()}
    assert (example.done, example.comments) == ({"bo"}, True)


def test_export_of_a_project_with_relations(small: Gold) -> None:
    (document,) = documents(Selection(small), SPANS)
    line = {"id": 7, **document.line(), "relations": []}
    line["entities"] = [{"id": 1, "label": t, "start_offset": s, "end_offset": e} for s, e, t in line.pop("label")]
    (example,) = from_exports({"anna": [line]}, {})
    assert example.marks == {"anna": document.marks}


def test_list_that_any_member_may_read(small: Gold) -> None:
    (document,) = documents(Selection(small), SPANS)
    line = document.line()
    text, label = line.pop("text"), line.pop("label")
    labels = [{"start_offset": s, "end_offset": e, "label": 1} for s, e, name in label if name == AGENCY]
    entry = {"id": 7, "meta": line, "text": text, "is_confirmed": True, "comment_count": 0, "labels": labels}
    (example,) = from_listing([entry], {1: AGENCY}, "bo")
    assert example.marks == {"bo": frozenset(mark for mark in document.marks if mark[2] == AGENCY)}
    assert example.done == {"bo"}
