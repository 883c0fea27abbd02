"""Choosing what to annotate: the measures, the spread over reports, and the list that the command writes."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.errors import FazhiError
from fazhi.gold.annotation import Gold
from fazhi.jsonl import read_jsonl
from fazhi.report import Report
from fazhi.training.uncertainty import Doubt, doubts, error_rate, expected_errors, least_sure, spread

TAGS = np.array([[0.5, 0.25, 0.25], [1.0, 0.0, 0.0]], np.float32)


@pytest.mark.parametrize(
    ("measure", "score"),
    [(expected_errors, 0.5), (error_rate, 0.5 / 22), (least_sure, 0.5)],
)
def test_measures(measure, score: float) -> None:  # type: ignore[no-untyped-def]
    assert measure(TAGS) == pytest.approx(score, abs=1e-6)
    assert measure(TAGS[1:]) == pytest.approx(0, abs=1e-6)


places = st.builds(
    lambda report, start, score: Doubt(report, start, start + 1, score, "role", "一"),
    st.sampled_from("甲乙丙"),
    st.integers(0, 50),
    st.floats(0, 1),
)


@given(st.lists(places, unique_by=lambda d: (d.report, d.start)), st.integers(1, 20))
def test_spread(found: list[Doubt], limit: int) -> None:
    picked = spread(found, limit)
    assert len(picked) == len(set(picked)) == min(limit, len(found))
    assert spread(found[::-1], limit) == picked
    counts = Counter(doubt.report for doubt in picked)
    share = -(-2 * limit // max(1, len({doubt.report for doubt in found})))
    crowded = {report for report, count in counts.items() if count > share}
    for doubt in set(found) - set(picked):
        assert not crowded or counts[doubt.report] >= share  # nothing was passed over for a crowded report
        least = min((d.score for d in picked if d.report == doubt.report), default=1.0)
        assert doubt.score <= least


def test_doubts_cover_every_paragraph(nlp: Language, small: Gold) -> None:
    found = list(doubts(nlp, small.report))
    assert [(doubt.start, doubt.end) for doubt in found] == list(small.report.paragraphs)
    assert all(doubt.score >= 0 and doubt.kind in ("entities", "role", "areas") for doubt in found)
    assert all(small.report.text[doubt.start :].startswith(doubt.text) for doubt in found)


def test_the_odd_paragraph_comes_first(nlp: Language) -> None:
    odd = "县涉企执法监督专班衔接镇街平安办、石灰窑片区联席办，同老法庭那边的调处点搭伙办案。"
    text = (
        f"甘棠县人民政府2022年法治政府建设情况报告\n一、主要工作\n（一）受理行政复议案件12件。\n{odd}\n二、存在问题\n"
    )
    first = spread(doubts(nlp, Report(id="x", text=text)), 1)[0]
    assert text[first.start : first.end] == odd
    assert first.kind == "entities"


def test_a_pipeline_that_says_no_probabilities_is_refused() -> None:
    with pytest.raises(FazhiError, match="has no CharacterTagger"):
        list(doubts(spacy.blank("zh"), Report(id="x", text="一")))


def test_choose_writes_a_list(small: Gold, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(small.report.text, "utf-8")
    (tmp_path / "done").mkdir()
    (tmp_path / "done" / "c.json").write_text("{}", "utf-8")
    words = ["gold", "choose", str(tmp_path), "--limit", "6", "--skip", str(tmp_path / "done")]
    result = CliRunner().invoke(app, [*words, "-o", str(tmp_path / "choice.jsonl")], catch_exceptions=False)
    assert result.exit_code == 0
    assert result.output.startswith("6 of 16 paragraphs of 2 reports in ")
    chosen = list(read_jsonl(tmp_path / "choice.jsonl"))
    assert Counter(line["report"] for line in chosen) == {"a": 3, "b": 3}
    assert set(chosen[0]) == {"report", "start", "end", "kind", "score", "text"}
    assert [line["score"] for line in chosen] == sorted((line["score"] for line in chosen), reverse=True)
    nothing = CliRunner().invoke(app, ["gold", "choose", str(tmp_path / "none.txt"), "-o", str(tmp_path / "x")])
    assert nothing.exit_code == 1
    assert not (tmp_path / "x").exists()
