"""Indicators: the gold layer, the classifier, what a record says of them, and how they are measured."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.errors import GoldMismatch
from fazhi.gold.annotation import Gold, dump_gold, load_gold
from fazhi.gold.spans import GoldSpan
from fazhi.lexicon import column, table
from fazhi.pipeline.indicator_features import Figure, figure_features
from fazhi.pipeline.indicators import INDICATORS, NONE, IndicatorClassifier
from fazhi.pipeline.resolver import ENTITIES
from fazhi.records import Indicator
from fazhi.report import Report, sha256_of
from fazhi.resolve.indicators import indicators, measure_of
from fazhi.training.docs import gold_doc
from fazhi.training.evaluate import Evaluation, compare
from tests.small_record import RECORD, TEXT
from tests.test_export import write_jsonl

ROOT = Path(__file__).parent.parent
LINES = (
    "全县受理行政复议案件11件，审结9件。",
    "举办法治培训班6期，发放资料300份。",
    "调解纠纷80件，其中一村7件。",
)
WANTED = {"11件": "review.accepted", "9件": "review.concluded", "6期": "capacity.trainings", "80件": "mediation.cases"}


def report(text: str) -> Report:
    return Report(text=text, source="甘棠县.txt", id="gantang")


def judged(lines: tuple[str, ...] = LINES) -> Doc:
    """A gold Doc whose quantities are judged by WANTED."""
    doc = spacy.blank("zh").make_doc("\n".join(lines))
    quantities = [doc.char_span(*m, label="QUANTITY") for m in _quantities(doc.text)]
    doc.ents = quantities
    doc.spans[ENTITIES] = SpanGroup(doc, spans=quantities)
    starts = [doc.text.index(line) for line in lines]
    bodies = [doc.char_span(at, at + len(line), label="progress") for at, line in zip(starts, lines, strict=True)]
    doc.spans["paragraphs"] = SpanGroup(doc, spans=bodies)
    doc.spans["areas"] = SpanGroup(doc, spans=[Span(doc, b.start, b.end, label="disputes") for b in bodies])
    found = [Span(doc, q.start, q.end, label=WANTED[q.text]) for q in quantities if q.text in WANTED]
    doc.spans[INDICATORS] = SpanGroup(doc, spans=found)
    return doc


def _quantities(text: str) -> list[tuple[int, int]]:
    words = ("11件", "9件", "6期", "300份", "80件", "7件")
    return [(text.index(word), text.index(word) + len(word)) for word in words if word in text]


@pytest.fixture(scope="module")
def component() -> IndicatorClassifier:
    made = IndicatorClassifier("indicators", c=30.0, phrases=0.0, none=0.0, beside=0.0, seed=0, least=1, folds=0)
    nlp = spacy.blank("zh")
    made.initialize(lambda: [Example(doc, doc) for doc in [judged()] * 3], nlp=nlp)
    return made


# The catalogue and its phrases


def test_every_phrase_marks_one_figure_of_the_catalogue() -> None:
    known = {*column("indicators", "indicator"), NONE}
    for row in table("indicator_phrases"):
        assert row["indicator"] in known
        assert row["phrase"].count("⟦") == row["phrase"].count("⟧") == 1
        assert row["source"]
    assert {row["indicator"] for row in table("indicator_phrases")} == known
    assert len(set(column("indicator_phrases", "phrase"))) == len(column("indicator_phrases", "phrase"))


# Features


@given(st.text(max_size=60), st.text(min_size=1, max_size=8), st.text(max_size=40))
def test_any_figure_has_finite_features(before: str, text: str, after: str) -> None:
    found = figure_features(Figure(before, text, after, "progress", "disputes"))
    assert np.isfinite(list(found.values())).all()
    assert min(found.values()) > 0


def test_a_number_elsewhere_in_the_sentence_does_not_matter() -> None:
    one, other = (Figure(f"受理{n}件，审结", "9件", "。", "progress", "") for n in ("11", "2038"))
    assert figure_features(one) == figure_features(other)


# The component


def test_all_at_once_is_the_same_as_one_by_one(component: IndicatorClassifier) -> None:
    figures = [
        Figure(before, "9件", after, "plan", "")
        for before, after in (("", ""), ("一是。受理11件，审结", "，其中"), ("培训", "。"))
    ]
    one_by_one = [component.model.logits(figure_features(f).items()) + component.model.bias for f in figures]
    assert component._logits(figures) == pytest.approx(np.array(one_by_one), abs=1e-4)


def test_the_component_finds_what_it_has_learned(component: IndicatorClassifier) -> None:
    doc = judged()
    assert {span.text: name for span, name, _ in component.predict(doc)} == WANTED
    component(doc)
    assert [span.label_ for span in doc.spans[INDICATORS]] == list(WANTED.values())
    assert all(0 <= score <= 1 for score in doc.spans[INDICATORS].attrs["scores"])


def test_less_for_none_finds_more(component: IndicatorClassifier) -> None:
    before = component.none
    try:
        component.none = -20.0
        assert len(component.predict(judged())) == len(_quantities("\n".join(LINES)))
    finally:
        component.none = before


def test_a_less_sure_figure_beside_a_surer_one_is_a_part_of_it(component: IndicatorClassifier) -> None:
    before = component.none, component.beside
    try:
        component.none, component.beside = -20.0, 0.0
        every = component.predict(judged())
        component.beside = 1.0
        surest = component.predict(judged())
    finally:
        component.none, component.beside = before
    names = [name for _, name, _ in every]
    assert len(set(names)) < len(names)
    best = {name: max(score for _, other, score in every if other == name) for name in names}
    assert {name: score for _, name, score in surest} == best
    assert len(surest) == len(best)


def test_the_component_is_saved(component: IndicatorClassifier, tmp_path: Path) -> None:
    component.to_disk(tmp_path / "i")
    again = IndicatorClassifier("i", c=1, phrases=0, none=0.0, beside=0.0, seed=0, least=1, folds=0).from_disk(
        tmp_path / "i"
    )
    assert [name for _, name, _ in again.predict(judged())] == list(WANTED.values())


@pytest.mark.parametrize("judged_too", [True, False])
def test_the_phrases_teach_only_beside_judged_reports(judged_too: bool) -> None:
    made = IndicatorClassifier("indicators", c=30.0, phrases=1.0, none=0.0, beside=0.0, seed=0, least=2, folds=0)
    doc, new = judged(LINES[1:]), judged(("全年共收到行政复议申请11件。",))
    if judged_too:
        doc.spans[INDICATORS] = SpanGroup(doc, spans=[])  # of its own it teaches that none is one
    else:
        del doc.spans[INDICATORS]
    made.initialize(lambda: [Example(doc, doc)], nlp=spacy.blank("zh"))
    assert (made.predict(new) != []) is judged_too


# The gold layer


def layer(tmp_path: Path, *rows: str) -> Gold:
    text = LINES[0]
    (tmp_path / "甘棠县.txt").write_text(text, "utf-8")
    spans = tuple(GoldSpan(start, end, "QUANTITY") for start, end in _quantities(text))
    path = tmp_path / "gantang.json"
    path.write_text(dump_gold(Gold(report=report(text), entities=spans)), "utf-8")
    (tmp_path / "indicators").mkdir()
    lines = ["start\tend\tindicator\ttext", *rows]
    (tmp_path / "indicators" / "gantang.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    return load_gold(path)


def test_the_layer_is_read_beside_the_annotations(tmp_path: Path) -> None:
    gold = layer(tmp_path, "10\t13\treview.accepted\t11件")
    assert gold.indicators == (GoldSpan(10, 13, "review.accepted"),)
    doc = gold_doc(spacy.blank("zh"), gold)
    assert INDICATORS not in doc.spans  # without paragraphs a figure's place is not known


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("10\t13\treview.guessed\t11件", r"gantang\.tsv:2: no indicator 'review\.guessed'"),
        ("10\t13\treview.accepted\t12件", r"gantang\.tsv:2: .*should cover '12件', the text has '11件'"),
        ("0\t2\treview.accepted\t全县", r"gantang\.tsv:2: .*is no QUANTITY"),
        ("10\t13\treview.accepted", r"gantang\.tsv:2: expected start, end, indicator, text"),
        ("x\t13\treview.accepted\t11件", r"gantang\.tsv:2: expected start"),
    ],
)
def test_a_wrong_line_of_the_layer_is_named(row: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(GoldMismatch, match=said):
        layer(tmp_path, row)


def test_a_layer_of_no_annotation_is_a_problem(tmp_path: Path) -> None:
    layer(tmp_path)
    (tmp_path / "indicators" / "gantan.tsv").write_text("start\tend\tindicator\ttext\n", "utf-8")
    done = CliRunner().invoke(app, ["gold", "check", str(tmp_path)])
    assert done.exit_code == 1
    assert "problem gantan[0] indicators without an annotation of that name" in done.output


def test_the_same_figure_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldMismatch, match=r"gantang\.tsv:3: .*twice"):
        layer(tmp_path, *["10\t13\treview.accepted\t11件"] * 2)


def test_two_annotators_of_the_test_reports_agree() -> None:
    same = both = 0
    for path in sorted((ROOT / "annotations" / "passes" / "indicators-second").glob("*.tsv")):
        first, second = (
            {*side.read_text("utf-8").splitlines()[1:]}
            for side in (ROOT / "annotations" / "indicators" / path.name, path)
        )
        same, both = same + 2 * len(first & second), both + len(first) + len(second)
    assert both
    assert same / both >= 0.95


# Records


def told(*entities: int) -> list[Indicator]:
    found = (
        Indicator(indicator="review.concluded", measure="", value=None, unit=None, entity=e, period=None, score=0.9)
        for e in entities
    )
    twice = replace(RECORD, entities=(*RECORD.entities, RECORD.entities[1]), indicators=tuple(found))
    return list(indicators(replace(twice, meta=replace(RECORD.meta, period="2022"))))


def test_an_indicator_copies_the_entity_and_names_its_measure() -> None:
    (found,) = told(1)
    assert (found.value, found.unit, found.period, found.measure) == (12, "件", "2022", "😀县司法局受理行政复议案件")


def test_a_figure_told_again_counts_once() -> None:
    assert [found.entity for found in told(1, 3)] == [1]


def test_a_figure_that_begins_its_clause_is_measured_by_what_follows() -> None:
    assert measure_of("全年，11件复议案件审结。", 3, 6) == "复议案件审结"


def test_indicators_are_measured_where_they_were_judged() -> None:
    record = replace(RECORD, sha256=sha256_of(TEXT))
    plain = Gold(report=report(TEXT), entities=tuple(GoldSpan(e.start, e.end, e.label) for e in RECORD.entities))
    figure = RECORD.entities[1]
    right = replace(plain, indicators=(GoldSpan(figure.start, figure.end, "review.concluded"),))
    wrong = replace(plain, indicators=(GoldSpan(figure.start, figure.end, "review.accepted"),))
    for gold, f1 in ((right, 1.0), (wrong, 0.0)):
        row = Evaluation((compare(record, gold), compare(record, plain))).metrics()["indicators"]
        assert (row["f1"], row["gold"], row["reports"]) == (f1, 1, 1)
    assert "indicators" not in Evaluation((compare(record, plain),)).metrics()


def test_the_shown_panel_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "indicators.md").read_text("utf-8")
    (snippet,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    write_jsonl(tmp_path / "records.jsonl", RECORD)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(snippet, "indicators.md", "exec"), names)
    assert names["panel"].loc[("甘棠县", 2022), "review.concluded"] == 12
