"""The area classifier: what it is fitted on, how content, headings and siblings decide, and scores as probabilities."""

import random
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example

from fazhi.labels import AREA_NAMES
from fazhi.lexicon import table
from fazhi.pipeline.area_lessons import Passage, shares, varied
from fazhi.pipeline.areas import AREAS, COPY, AreaClassifier
from fazhi.pipeline.linear import Lesson, LinearModel, log_softmax
from fazhi.pipeline.roles import PARAGRAPHS
from fazhi.pipeline.sigmoid import Sigmoid
from fazhi.report import paragraphs

REPORTS = [
    [
        ("heading", "一、主要工作", ()),
        ("heading", "（一）化解矛盾纠纷", ("disputes",)),
        ("progress", f"办理行政复议案件{n}件，调解纠纷{n + 3}起。负责人出庭应诉{n}次。", ("disputes",)),
        ("heading", "（二）开展普法宣传", ("capacity",)),
        ("progress", f"组织宪法宣传活动{n}场，发放普法资料{n}份。举办学法讲座{n}次。", ("capacity",)),
        ("heading", "二、存在问题", ()),
        ("problem", "一些工作与群众期待仍有差距。", ()),
        ("problem", "普法宣传形式单一。", ("capacity",)),
    ]
    for n in range(5, 17)
]
SETTINGS = {
    "c": 10.0,
    "c_headings": 3.0,
    "headings": 0.5,
    "siblings": 0.3,
    "sentences": 2.5,
    "early": 2.0,
    "words": 0.0,
    "seed": 0,
    "least": 1,
    "none": 0.95,
    "further": 0.5,
    "folds": 3,
}


def gold(lines: list[tuple[str, str, tuple[str, ...]]]) -> Doc:
    doc = spacy.blank("zh").make_doc("\n".join(text for _, text, _ in lines))
    spans = [doc.char_span(*span, label=role) for span, (role, *_) in zip(paragraphs(doc.text), lines, strict=True)]
    areas = [Span(doc, s.start, s.end, label=a) for s, (*_, own) in zip(spans, lines, strict=True) for a in own]
    doc.spans[PARAGRAPHS] = SpanGroup(doc, spans=spans)
    doc.spans[AREAS] = SpanGroup(doc, spans=areas)
    return doc


def trained(reports: list[Doc], **settings: float) -> AreaClassifier:
    nlp = spacy.blank("zh")
    component = AreaClassifier("areas", **{**SETTINGS, **settings})  # type: ignore[arg-type]
    component.initialize(lambda: [Example(nlp.make_doc(doc.text), doc) for doc in reports], nlp=nlp)
    return component


@pytest.fixture(scope="module")
def component() -> AreaClassifier:
    return trained([gold(lines) for lines in REPORTS])


def found(component: AreaClassifier, *lines: tuple[str, str]) -> list[list[str]]:
    """The areas of each line that has some, by the order of lines."""
    doc = gold([(role, text, ()) for role, text in lines])
    by_start = {span.start: [area for area, _ in areas] for span, areas in component.predict(doc)}
    return [by_start.get(span.start, []) for span in doc.spans[PARAGRAPHS]]


def test_content_outweighs_a_heading_that_disagrees(component: AreaClassifier) -> None:
    lines = ("heading", "（一）开展普法宣传"), ("progress", "办理行政复议案件8件，调解纠纷9起。负责人出庭应诉3次。")
    assert [areas[:1] for areas in found(component, *lines)] == [["capacity"], ["disputes"]]


def test_a_heading_breaks_the_tie(component: AreaClassifier) -> None:
    for heading, area in (("（一）开展普法宣传", "capacity"), ("（一）化解矛盾纠纷", "disputes")):
        assert found(component, ("heading", heading), ("progress", "成效明显。"))[1][:1] == [area]


def test_siblings_speak_for_each_other() -> None:
    lines = [("heading", "（一）各项工作"), ("progress", "调解纠纷9起。"), ("progress", "成效明显。")]
    reports = [gold(lines) for lines in REPORTS]
    alone, together = (trained(reports, siblings=weight, folds=0) for weight in (0.0, 2.0))
    doc = gold([(role, text, ()) for role, text in lines])
    last = [dict(component.predict(doc)[-1][1]).get("disputes", 0.0) for component in (alone, together)]
    assert last[1] > last[0]


def test_no_area_for_a_problem_that_covers_everything(component: AreaClassifier) -> None:
    assert found(component, ("problem", "一些工作与群众期待仍有差距。"), ("problem", "普法宣传不够。")) == [
        [],
        ["capacity"],
    ]


def test_progress_always_has_an_area(component: AreaClassifier) -> None:
    assert all(found(component, ("progress", "一些工作与群众期待仍有差距。")))


def test_copies_with_other_names_are_passed_over(component: AreaClassifier) -> None:
    copy = gold([("progress", "一场大雪。", ("emergency",))])
    copy.user_data[COPY] = True
    again = trained([*(gold(lines) for lines in REPORTS), copy])
    assert again.content.index == component.content.index


def test_classifier_round_trip(component: AreaClassifier, tmp_path: Path) -> None:
    component.to_disk(tmp_path)
    again = AreaClassifier("areas", **SETTINGS).from_disk(tmp_path)  # type: ignore[arg-type]
    doc = gold(REPORTS[3])
    for (_, before), (_, after) in zip(component.predict(doc), again.predict(doc), strict=True):
        assert [area for area, _ in before] == [area for area, _ in after]
        assert np.allclose([score for _, score in before], [score for _, score in after], atol=1e-2)
    assert again.first_score == component.first_score


def test_linear_model_shares_a_lesson_between_classes(tmp_path: Path) -> None:
    lessons = [
        Lesson({"a": 1.0, "b": 0.5}, {"x": 1.0}),
        Lesson({"b": 1.0}, {"y": 1.0}),
        Lesson({"a": 1.0, "b": 1.0}, {"x": 0.6, "y": 0.4}),
    ] * 8
    model = LinearModel.fit(lessons, classes=["x", "y", "never"], c=10.0, seed=0, least=1)
    for features, likelier in (([("a", 1.0)], "x"), ([("b", 1.0), ("unknown", 9.0)], "y")):
        odds = dict(zip(model.classes, np.exp(log_softmax(model.bias + model.logits(features))), strict=True))
        assert odds[likelier] > 0.8
        assert odds["never"] < 1e-6
    model.to_disk(tmp_path)
    again = LinearModel.from_disk(tmp_path)
    assert np.allclose(again.logits([("a", 1.0)]), model.logits([("a", 1.0)]), atol=1e-2)


def test_linear_model_of_one_class_finds_it() -> None:
    model = LinearModel.fit([Lesson({"a": 1.0}, {"x": 1.0})], classes=["x", "y"], c=1.0, seed=0, least=1)
    assert model.classes[int(np.argmax(model.bias + model.logits([("a", 1.0)])))] == "x"


def test_a_sigmoid_learns_that_low_scores_are_too_modest() -> None:
    draw = random.Random(0)
    said = [draw.uniform(0.3, 1.0) for _ in range(2000)]
    fitted = Sigmoid.fit(said, [draw.random() < min(1.0, p + 0.2) for p in said])
    assert fitted(0.5) == pytest.approx(0.7, abs=0.05)
    assert Sigmoid.fit([0.9] * 30, [True] * 30) == Sigmoid()


@given(st.floats(0, 10), st.floats(-5, 5), st.floats(0, 1), st.floats(0, 1))
def test_a_sigmoid_keeps_the_order(slope: float, offset: float, a: float, b: float) -> None:
    low, high = map(Sigmoid(slope, offset), sorted((a, b)))
    assert 0 <= low <= high <= 1


def test_changed_copies_keep_to_the_guideline() -> None:
    run_in = "（一）化解纠纷"
    first = Passage(
        f"{run_in}。办理行政复议案件12件，全部办结。调解各类矛盾纠纷35起。", "progress", (), len(run_in), ("disputes",)
    )
    other = Passage(
        "组织宪法宣传活动9场。发放普法资料800余份。举办学法讲座。", "progress", ("（二）普法",), 0, ("capacity",)
    )
    made = [passage for seed in range(20) for passage in list(varied([first, other], seed))[2:]]
    assert all(passage.weight < 1 and not passage.run_in and run_in not in passage.text for passage in made)
    assert {passage.areas for passage in made} == {
        ("disputes",),
        ("capacity",),
        ("disputes", "capacity"),
        ("capacity", "disputes"),
    }
    for passage in made:
        words = {
            "disputes": "办理" in passage.text or "调解" in passage.text,
            "capacity": any(w in passage.text for w in ("宪法", "普法", "学法")),
        }
        assert {area for area, there in words.items() if there} == set(passage.areas)


def test_shares_add_up() -> None:
    for size in range(6):
        assert sum(shares([str(n) for n in range(size)], "none").values()) == pytest.approx(1.0)


def test_the_words_of_areas_are_data() -> None:
    rows = table("area_words")
    assert {row["area"] for row in rows} == set(AREA_NAMES)
    assert len({row["word"] for row in rows}) == len(rows)
    assert all(row["source"] for row in rows)


def test_a_word_no_report_has_tells_its_area() -> None:
    component = trained([gold(lines) for lines in REPORTS], words=0.3, folds=0)
    assert found(component, ("progress", "推进河湖长制。"))[0][0] == "functions"


def test_a_further_area_never_scores_more_than_the_first(component: AreaClassifier) -> None:
    before = component.first_score, component.further_score
    try:
        component.first_score, component.further_score = Sigmoid(offset=-1.0), Sigmoid(offset=2.0)
        assert component._choose([("disputes", 0.55), ("capacity", 0.4)]) == [
            ("disputes", Sigmoid(offset=-1.0)(0.55)),
            ("capacity", Sigmoid(offset=-1.0)(0.55)),
        ]
    finally:
        component.first_score, component.further_score = before
