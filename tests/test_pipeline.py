"""The pipeline's invariants on any text, and its parts: resolver, linear model, augmentation."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import SpanGroup
from spacy.training import Example

from fazhi.errors import MisalignedSpan, ModelError
from fazhi.extract import tag
from fazhi.gold.annotation import Gold
from fazhi.labels import AREA_NAMES, ENTITY_LABELS, ROLE_NAMES, ROLES_WITH_AREAS
from fazhi.pipeline.align import char_span
from fazhi.pipeline.crf import Crf
from fazhi.pipeline.linear import LinearModel
from fazhi.pipeline.released import load, released_path
from fazhi.pipeline.resolver import Resolver
from fazhi.pipeline.tagger import CharacterTagger
from fazhi.pipeline.tags import spans_of, tags_of
from fazhi.report import Report
from fazhi.training.augment import Edit, edited, swap
from fazhi.training.docs import gold_doc

PIECES = (
    "由市司法局牵头", "《行政复议法》", "受理12件", "（沙政发", "〔2018〕4号）", "\n", "\u3000\u3000", "一、", "（二）", "一是", "《", "》",
    "三项制度", "民法典", "\t", " ", "\xa0", "😀", "𠮷", "\u200b", "\x00", "\u202e", "A", "。", "、", "区委区政府", "１００％", "\r",
)  # fmt: skip
anything = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=25).map("".join)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=anything)
def test_any_text(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    record = tag(nlp, Report(id="x", text=text))
    assert record.text == text
    for entity in record.entities:
        assert entity.text == text[entity.start : entity.end]
        assert entity.text == entity.text.strip() != ""
        assert "\n" not in entity.text
        assert entity.label in ENTITY_LABELS
        assert 0 <= entity.score <= 1
        assert entity.by in ("pattern", "tagger")
    for left, right in pairwise(record.entities):
        assert left.end <= right.start
    assert [(p.start, p.end) for p in record.paragraphs] == list(Report(id="x", text=text).paragraphs)
    for paragraph in record.paragraphs:
        assert paragraph.role in ROLE_NAMES
        assert {area.area for area in paragraph.areas} <= set(AREA_NAMES)
        assert not paragraph.areas or paragraph.role in ROLES_WITH_AREAS
        scores = [area.score for area in paragraph.areas]
        assert scores == sorted(scores, reverse=True)


def test_same_text_same_record(nlp: Language, small: Gold) -> None:
    assert tag(nlp, small.report) == tag(nlp, small.report)


def test_pipe_and_processes_agree(nlp: Language, small: Gold) -> None:
    texts = [small.report.text, small.report.text[20:], "一、市司法局办理3件。"]
    expected = [[(e.start_char, e.end_char, e.label_) for e in nlp(text).ents] for text in texts]
    found = [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts, n_process=2)]
    assert found == expected


def test_a_model_saved_again_is_the_same(nlp: Language, small: Gold, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    assert tag(load(tmp_path / "model"), small.report) == tag(nlp, small.report)


def test_no_model_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="fazhi train"):
        load(tmp_path)


def test_broken_model_is_refused(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    (tmp_path / "model" / "tagger" / "weights.npz").unlink()
    with pytest.raises(ModelError, match="cannot open"):
        load(tmp_path / "model")


def test_released_model_is_small_and_holds_no_pickle() -> None:
    files = [path for path in released_path().rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 20 * 1024 * 1024
    assert not [path for path in files if path.suffix in (".pkl", ".pickle", ".joblib")]


def test_a_weak_tagger_takes_in_no_white_space() -> None:
    doc = spacy.blank("zh").make_doc("由\u3000\u3000县司法局 \t 办\u3000")
    tagger = CharacterTagger("tagger", candidates=[], words="words", c1=0, c2=0, iterations=0)
    tagger.crf = Crf(("O", "B-AGENCY", "I-AGENCY", "E-AGENCY"))
    tags = np.array([0, 1, 2, 2, 2, 2, 2, 2, 3, 0, 0, 1])
    probabilities = np.eye(4, dtype=np.float32)[tags]
    tagger.set_annotations(doc, tags, probabilities)
    assert [(span.text, span.start_char) for span in doc.spans["tagger"]] == [("县司法局", 3)]
    assert doc.spans["tagger"].attrs["scores"] == [0.0]


def test_span_inside_a_token_is_refused() -> None:
    doc = spacy.blank("zh")("甲  乙")
    with pytest.raises(MisalignedSpan, match="甲"):
        char_span(doc, 0, 2, "LAW")


def resolved(
    *groups: tuple[str, list[tuple[int, int, str, str, float]]], keep: dict[str, float]
) -> list[tuple[str, str]]:
    doc = spacy.blank("zh")("区委区政府印发三项制度")
    for name, spans in groups:
        made = [char_span(doc, s, e, label, span_id=id) for s, e, label, id, _ in spans]
        doc.spans[name] = SpanGroup(doc, name=name, spans=made, attrs={"scores": [score for *_, score in spans]})
    resolver = Resolver(patterns=["patterns"], tagger="tagger", keep=keep, unsure=0.5)
    return [(decision.span.text, decision.by) for decision in resolver.decide(doc)]


def test_resolver_keeps_a_sure_pattern_unless_the_tagger_objects() -> None:
    sure = [(7, 9, "QUANTITY", "", 0.1)]
    assert resolved(("patterns", sure), ("tagger", []), keep={}) == [("三项", "pattern")]
    assert resolved(("patterns", sure), ("tagger", []), keep={"QUANTITY": 0.3}) == []


def test_resolver_takes_an_unsure_pattern_only_with_the_tagger() -> None:
    for score, expected in ((0.4, []), (0.6, [("区委", "pattern")])):
        assert resolved(("patterns", [(0, 2, "AGENCY", "unsure", score)]), ("tagger", []), keep={}) == expected


def test_resolver_prefers_patterns_and_then_the_likelier() -> None:
    found = resolved(
        ("patterns", [(0, 2, "AGENCY", "", 0.9)]),
        ("tagger", [(0, 5, "AGENCY", "", 0.99), (2, 5, "AGENCY", "", 0.6), (2, 3, "LAW", "", 0.7)]),
        keep={},
    )
    assert found == [("区委", "pattern"), ("区", "tagger")]


def numbered(tags: list[str]) -> tuple[np.ndarray, list[str]]:
    names = ["O", *sorted({*tags} - {"O"})]
    return np.array([names.index(tag) for tag in tags], np.intp), names


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 2), st.sampled_from(ENTITY_LABELS)), max_size=8))
def test_tags_round_trip(parts: list[tuple[int, int, str]]) -> None:
    spans, position = [], 0
    for length, gap, label in parts:
        position += gap
        spans.append((position, position + length, label))
        position += length
    tags = tags_of(position, spans)
    assert list(spans_of(*numbered(tags))) == spans


@given(st.lists(st.sampled_from(["O", "B-LAW", "I-LAW", "E-LAW", "S-LAW", "I-AGENCY", "E-AGENCY"]), max_size=12))
def test_any_tags_give_spans_in_order(tags: list[str]) -> None:
    reached = 0
    for start, end, _ in spans_of(*numbered(tags)):
        assert reached <= start < end <= len(tags)
        reached = end


def test_untrained_parts_say_so() -> None:
    with pytest.raises(ModelError, match="not trained"):
        LinearModel().check_trained()


def test_augmented_copies_keep_their_spans(small: Gold) -> None:
    nlp = spacy.blank("zh")
    doc = gold_doc(nlp, small)
    augment = swap(copies=3, departments=1.0, joints=1.0, seed=1)
    copies = [example.reference for example in augment(nlp, Example(nlp.make_doc(doc.text), doc))]
    assert len(copies) == 4
    assert copies[0].text == doc.text
    assert all([e.label_ for e in copy.ents] == [e.label_ for e in doc.ents] for copy in copies)
    assert all(copy.text.count("\n") == doc.text.count("\n") for copy in copies)
    places = {copy.ents[0].text for copy in copies}
    assert "甘棠县人民政府" in places
    assert len(places) > 2
    assert any("市委市政府" in copy.text or "区委区政府" in copy.text or "委" in copy.text for copy in copies[1:])


def test_edits_move_what_follows(small: Gold) -> None:
    nlp = spacy.blank("zh")
    doc = gold_doc(nlp, small)
    fresh = edited(nlp, doc, [Edit(0, 3, "某某某自治县"), Edit(1, 2, "重叠"), Edit(5, 9, "跨出")])
    assert fresh.text.startswith("某某某自治县人民政府2022年")
    assert [e.text for e in fresh.ents][1:] == [e.text for e in doc.ents][1:]
    assert [s.label_ for s in fresh.spans["paragraphs"]] == [s.label_ for s in doc.spans["paragraphs"]]
