"""The page of errors: every one is there, counted and escaped, and what changed against another evaluation is marked."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.errors import FazhiError
from fazhi.gold.annotation import Gold, dump_gold
from fazhi.pipeline.released import released_path
from fazhi.records import Area, Entity, Meta, Paragraph, Record
from fazhi.training.error_log import read_errors, write_errors
from fazhi.training.error_page import compare_errors, error_page
from fazhi.training.evaluate import Evaluation, ParagraphError, ReportScore, SpanError, compare

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus '",
    "{{ 7 * 7 }}{% raw %}",
    "]]>&amp;<!--",
    "甲\x00\x1b\ud800\u202e乙",
)


def record_of(gold: Gold) -> Record:
    text = gold.report.text
    return Record(
        id=gold.report.id,
        source="",
        sha256=gold.report.sha256,
        text=text,
        meta=Meta(),
        paragraphs=tuple(
            Paragraph(
                start=p.start,
                end=p.end,
                role=p.role,
                heading_level=None,
                section=("一、主要工作",),
                areas=tuple(Area(area=area, score=0.9) for area in p.areas),
            )
            for p in gold.paragraphs
        ),
        entities=tuple(
            Entity(start=s.start, end=s.end, label=s.label, text=text[s.start : s.end], score=0.9, by="tagger")
            for s in gold.entities
        ),
        model={},
    )


def with_paragraph(record: Record, place: int, **changes: object) -> Record:
    paragraphs = list(record.paragraphs)
    paragraphs[place] = replace(paragraphs[place], **changes)  # type: ignore[arg-type]
    return replace(record, paragraphs=tuple(paragraphs))


def areas(*names: str) -> tuple[Area, ...]:
    return tuple(Area(area=name, score=0.9) for name in names)


def span_error(start: int, label: str = "AGENCY", text: str = "县司法局", report: str = "a") -> SpanError:
    return SpanError(report, start, start + 4, "missed", label, "由", text, "负责")


def evaluation(*errors: SpanError | ParagraphError) -> Evaluation:
    spans = tuple(error for error in errors if isinstance(error, SpanError))
    others = tuple(error for error in errors if isinstance(error, ParagraphError))
    return Evaluation((ReportScore("a", {}, (0, 0), (0, 0), None, None, spans, others),))  # type: ignore[arg-type]


def rows(page: str) -> list[html.HtmlElement]:
    found: list[html.HtmlElement] = html.document_fromstring(page).xpath("//table[@id='errors']/tbody/tr")
    return found


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"role": "plan"}, [("role", ("progress",), ("plan",), "progress")]),
        ({"areas": areas("functions")}, [("primary area", ("disputes",), ("functions",), "disputes")]),
        ({"areas": areas()}, [("primary area", ("disputes",), (), "disputes")]),
        (
            {"areas": areas("disputes", "functions")},
            [("further areas", ("disputes",), ("disputes", "functions"), "disputes")],
        ),
        (
            {"role": "closing", "areas": areas()},
            [
                ("role", ("progress",), ("closing",), "progress"),
                ("primary area", ("disputes",), (), "disputes"),
            ],
        ),
    ],
    ids=["none", "role", "primary", "no area found", "further", "role and area"],
)
def test_paragraph_errors(
    small: Gold, changes: dict[str, object], expected: list[tuple[str, tuple[str, ...], tuple[str, ...], str]]
) -> None:
    score = compare(with_paragraph(record_of(small), 3, **changes), small)
    assert [(e.kind, e.wanted, e.found, e.label) for e in score.paragraph_errors] == expected
    for error in score.paragraph_errors:
        assert small.report.text[error.start : error.end].startswith(error.text)
        assert error.section == ("一、主要工作",)


def test_an_area_where_none_is_wanted_and_the_order_of_the_others(small: Gold) -> None:
    (error,) = compare(with_paragraph(record_of(small), 6, areas=areas("capacity")), small).paragraph_errors
    assert (error.kind, error.label, error.found) == ("primary area", "none", ("capacity",))
    several = replace(small.paragraphs[3], areas=("disputes", "functions", "capacity"))
    gold = replace(small, paragraphs=(*small.paragraphs[:3], several, *small.paragraphs[4:]))
    record = with_paragraph(record_of(gold), 3, areas=areas("disputes", "capacity", "functions"))
    assert compare(record, gold).paragraph_errors == ()


def test_span_errors_say_where_they_end(small: Gold) -> None:
    record = replace(record_of(small), entities=())
    errors = compare(record, small).errors
    text = small.report.text
    assert [(e.start, e.end, e.label) for e in errors] == [(s.start, s.end, s.label) for s in small.entities]
    assert all(text[e.start : e.end] == e.text for e in errors)
    assert all(text[: e.start].endswith(e.before) and text[e.end :].startswith(e.after) for e in errors)
    assert errors[1].context == "法治政府建设情况报告⏎2022年，在[市委]、市政府的领导下，全县扎"[6:]


def test_compare_errors() -> None:
    kept = span_error(3)
    other_kind = replace(kept, kind="missed, boundary")
    new = [kept, span_error(9), span_error(3, report="b")]
    old = [span_error(3, label="LAW"), other_kind, replace(span_error(9), end=20)]
    gained, lost = compare_errors(new, old)
    assert gained == [new[1], new[2]]
    assert lost == [old[0], old[2]]
    assert compare_errors(new, new) == ([], [])


PLACES = st.lists(st.builds(span_error, st.integers(0, 4), st.sampled_from(["LAW", "AGENCY"])), unique=True)


@given(PLACES, PLACES)
def test_gained_and_lost_are_what_differs(new: list[SpanError], old: list[SpanError]) -> None:
    gained, lost = compare_errors(new, old)
    assert set(new) - set(gained) | set(lost) == set(old)
    assert compare_errors(old, new) == (lost, gained)


@given(PLACES, PLACES)
def test_the_log_of_errors_round_trips(
    tmp_path_factory: pytest.TempPathFactory, dev: list[SpanError], test: list[SpanError]
) -> None:
    log = tmp_path_factory.mktemp("log") / "errors.jsonl"
    wrong_role = ParagraphError("a", 40, 60, "role", ("plan",), ("progress",), ("二、打算",), "下一步")
    written = {"dev": evaluation(*dev, wrong_role), "test": evaluation(*test)}
    write_errors(log, written)
    for split, errors in written.items():
        read = read_errors(log, split)
        assert list(read.errors) == list(errors.errors)
        assert list(read.paragraph_errors) == list(errors.paragraph_errors)


def test_what_is_no_log_of_errors_is_named(tmp_path: Path) -> None:
    log = tmp_path / "errors.jsonl"
    log.write_text('{"split": "dev", "span": {"report": "a"}}\n', "utf-8")
    with pytest.raises(FazhiError, match=r"errors\.jsonl: no log of errors.*`fazhi train`"):
        read_errors(log, "dev")


def test_every_error_is_on_the_page() -> None:
    wrong_role = ParagraphError("a", 40, 60, "role", ("plan",), ("progress",), ("二、打算",), "下一步")
    page = error_page(evaluation(span_error(3), span_error(9, "LAW"), wrong_role), title="test")
    shown = [[cell.text_content().strip() for cell in row] for row in rows(page)]
    assert shown == [
        ["a", "3–7", "AGENCY", "missed", "由县司法局负责"],
        ["a", "9–13", "LAW", "missed", "由县司法局负责"],
        ["a", "40–60", "plan", "role", "plan → progress\n二、打算\n下一步"],
    ]
    document = html.document_fromstring(page)
    assert document.xpath("//table[1]/tbody/tr/td[1]/text()") == ["AGENCY", "LAW", "plan"]
    assert document.xpath("//table[1]/tbody/tr/td[2]/text()") == ["1", "1", "1"]
    assert document.xpath("//select/@name") == ["label", "kind", "report"]


def test_gained_and_lost_are_marked() -> None:
    page = error_page(
        evaluation(span_error(3), span_error(9)), title="test", old=evaluation(span_error(3), span_error(20))
    )
    assert [row.get("data-change") for row in rows(page)] == ["kept", "gained", "lost"]
    assert "1 gained, 1 lost, 1 in both" in page
    assert html.document_fromstring(page).xpath("//table[1]/tbody/tr/td[2]/text()") == ["2"]


def test_no_errors_is_a_page_too() -> None:
    page = error_page(evaluation(), title="test", old=evaluation())
    assert rows(page) == []
    assert "0 gained, 0 lost" in page


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_only_text(text: str) -> None:
    error = SpanError(text, 0, 4, text, text, text, text, text)
    paragraph = ParagraphError(text, 0, 4, text, (text,), (text,), (text,), text)
    page = error_page(evaluation(error, paragraph), title=text)
    plain = error_page(evaluation(span_error(3), replace(paragraph, report="a", text="b")), title="test")
    page.encode("utf-8")
    assert "\x00" not in page
    document = html.document_fromstring(page)
    assert document.xpath("//script/text()") == html.document_fromstring(plain).xpath("//script/text()")
    assert not document.xpath("//img | //@onerror | //@onmouseover | //@autofocus | //comment()")
    clean = re.sub("[\x00\x1b\ud800\u202e]", "\ufffd", text)
    assert [mark.text for mark in document.xpath("//mark")] == [clean, clean]
    assert {row.get("data-label") for row in rows(page)} == {clean}


def test_the_page_loads_nothing() -> None:
    page = error_page(evaluation(span_error(3)), title="test")
    assert not re.search(r"https?:|src=|href=|@import|url\(", page)


def test_command_line(small: Gold, tmp_path: Path) -> None:
    (tmp_path / "gantang-2022.json").write_text(dump_gold(small), "utf-8")
    (tmp_path / "gantang-2022.txt").write_text(small.report.text, "utf-8")
    page = tmp_path / "errors.html"
    arguments = ["evaluate", "--gold", str(tmp_path), "--html", str(page), "--reliability"]
    done = CliRunner().invoke(app, [*arguments, "--against", str(released_path())])
    assert done.exit_code == 0, done.output
    assert "span errors gained 0, lost 0" in done.output
    assert "paragraph errors gained 0, lost 0" in done.output
    assert "expected calibration error" in done.output
    assert {row.get("data-change") for row in rows(page.read_text("utf-8"))} <= {"kept"}
