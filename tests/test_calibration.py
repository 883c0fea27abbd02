"""Reliability of scores, and leaving out what is below one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.extract import extract
from fazhi.gold.annotation import Gold
from fazhi.labels import ENTITY_LABELS
from fazhi.records import Area, Entity, Meta, Paragraph, Record
from fazhi.report import Report
from fazhi.tagging import drop_below
from fazhi.training.calibration import Judgement, calibration, reliability

TEXT = "一、工作情况\n2021年，县司法局受理行政复议案件12件，印发《甘棠县信访办法》（甘政发〔2021〕4号），后勤中心培训专管员3次。\n"


@pytest.mark.parametrize(
    ("judgements", "edges", "bins", "error"),
    [
        ([], [0.5], [], 0.0),
        ([(1.0, True), (1.0, True)], [0.5], [(0.5, 1.0, 2, 1.0, 1.0)], 0.0),
        ([(1.0, False)], [0.5], [(0.5, 1.0, 1, 1.0, 0.0)], 1.0),
        ([(0.5, True), (0.25, False)], [0.5], [(0.0, 0.5, 1, 0.25, 0.0), (0.5, 1.0, 1, 0.5, 1.0)], 0.375),
        ([(0.75, True), (0.75, True), (0.75, True), (0.75, False)], [0.5], [(0.5, 1.0, 4, 0.75, 0.75)], 0.0),
        ([(0.0, False), (0.75, True)], [0.5], [(0.0, 0.5, 1, 0.0, 0.0), (0.5, 1.0, 1, 0.75, 1.0)], 0.125),
    ],
    ids=["nothing", "right", "wrong", "an edge belongs above", "calibrated", "both ends"],
)
def test_reliability(
    judgements: list[tuple[float, bool]],
    edges: list[float],
    bins: list[tuple[float, float, int, float, float]],
    error: float,
) -> None:
    table = reliability((Judgement(*judgement) for judgement in judgements), edges=edges)
    assert [(row.low, row.high, row.count, row.mean, row.share) for row in table.bins] == bins
    assert table.error == pytest.approx(error)
    assert table.count == len(judgements)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_bins_hold_their_scores(judgements: list[tuple[float, bool]]) -> None:
    table = reliability(Judgement(*judgement) for judgement in judgements)
    assert table.count == len(judgements)
    assert 0 <= table.error <= 1
    assert all(row.low - 1e-9 <= row.mean <= row.high + 1e-9 for row in table.bins)


def test_what_is_judged(small: Gold) -> None:
    def found(place: int, score: float, shift: int = 0) -> Entity:
        span = small.entities[place]
        text = small.report.text[span.start : span.end + shift]
        return Entity(start=span.start, end=span.end + shift, label=span.label, text=text, score=score, by="tagger")

    paragraphs = tuple(
        Paragraph(start=p.start, end=p.end, role=p.role, heading_level=None, section=(), areas=())
        for p in small.paragraphs
    )
    scored = {3: Area(area="disputes", score=0.97), 4: Area(area="functions", score=0.6)}
    scored[6] = Area(area="capacity", score=0.3)  # the gold has no area there
    record = Record(
        id=small.report.id,
        source="",
        sha256=small.report.sha256,
        text=small.report.text,
        meta=Meta(),
        paragraphs=tuple(
            replace(p, areas=(scored[place],)) if place in scored else p for place, p in enumerate(paragraphs)
        ),
        entities=(found(0, 0.99), found(1, 0.75, shift=1), found(4, 0.55)),
        model={},
    )
    tables = calibration([(record, small)])
    assert list(tables) == ["entities", *ENTITY_LABELS, "primary area"]
    shares = {name: [(row.mean, row.share) for row in table.bins] for name, table in tables.items()}
    assert shares["entities"] == [(0.55, 1.0), (0.75, 0.0), (0.99, 1.0)]
    assert shares["AGENCY"] == [(0.75, 0.0), (0.99, 1.0)]
    assert shares["primary area"] == [(0.3, 0.0), (0.6, 0.0), (0.97, 1.0)]
    assert tables["DOC_NO"].count == 0


def entities(path: Path, *options: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(app, ["tag", str(path), "--quiet", *options])
    assert done.exit_code == 0, done.output
    found: list[dict[str, object]] = json.loads(done.stdout)["entities"]
    return found


def test_min_score_leaves_out_what_is_below(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, "utf-8")
    everything = entities(path)
    scores = sorted(float(str(entity["score"])) for entity in everything)
    assert len(set(scores)) > 1
    for least in (scores[0], scores[1], scores[-1]):
        kept = entities(path, "--min-score", str(least))
        expected = [e["text"] for e in everything if float(str(e["score"])) >= least]
        assert [e["text"] for e in kept] == expected
    assert entities(path, "--min-score", "0") == everything


def test_a_processed_doc_keeps_its_groups_in_step(nlp: Language) -> None:
    report = Report(id="a", text=TEXT)
    scores = nlp(TEXT).spans["entities"].attrs["scores"]
    doc = drop_below(nlp(TEXT), max(scores))
    assert 0 < len(doc.ents) < len(scores)
    group = doc.spans["entities"]
    assert len(group) == len(group.attrs["scores"]) == len(group.attrs["by"]) == len(doc.ents)
    assert [e.text for e in extract(doc, report, nlp).entities] == [span.text for span in doc.ents]


@pytest.mark.parametrize("score", ["-0.1", "1.5", "much"])
def test_a_score_is_a_probability(tmp_path: Path, score: str) -> None:
    done = CliRunner().invoke(app, ["tag", str(tmp_path), "--min-score", score])
    assert done.exit_code == 2
    assert "--min-score" in done.output
