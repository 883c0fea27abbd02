"""Adapting a model to a few annotations: what is annotated is learnt, what is not stays."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.training import Example
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.errors import FazhiError, GoldMismatch
from fazhi.extract import tag
from fazhi.gold.annotation import Gold, dump_gold, load_gold
from fazhi.labels import AREA_NAMES
from fazhi.pipeline.released import load
from fazhi.training.adapt import adapt
from fazhi.training.docs import gold_doc
from fazhi.training.release import load_splits

ROOT = Path(__file__).parents[1]


@pytest.fixture
def project(small: Gold, tmp_path: Path) -> Path:
    """Three annotated reports of one's own, two to train on."""
    for number in (2, 3, 4):
        name = f"own-{number}"
        (tmp_path / f"{name}.txt").write_text(small.report.text, "utf-8")
        (tmp_path / f"{name}.json").write_text(dump_gold(small).replace("gantang-2022", name), "utf-8")
    (tmp_path / "manifest.tsv").write_text("id\tsplit\nown-2\ttrain\nown-3\ttrain\nown-4\ttest\n", "utf-8")
    return tmp_path


def test_what_is_not_annotated_is_kept(small: Gold) -> None:
    old, nlp = load(), load()
    spans_only = Gold(report=small.report, entities=small.entities)
    assert adapt(nlp, [spans_only]) == {"tagger": 1, "roles": 0, "areas": 0, "indicators": 0}
    assert np.array_equal(nlp.get_pipe("roles").crf.weights, old.get_pipe("roles").crf.weights)
    assert not np.array_equal(nlp.get_pipe("tagger").crf.transitions, old.get_pipe("tagger").crf.transitions)


def test_areas_are_adapted_and_the_maps_of_their_scores_stay(small: Gold) -> None:
    old, nlp = load(), load()
    other = next(name for name in AREA_NAMES if all(p.areas[:1] != (name,) for p in small.paragraphs))
    own = replace(small, paragraphs=tuple(replace(p, areas=(other,) if p.areas else ()) for p in small.paragraphs))
    assert adapt(nlp, [own] * 5)["areas"] == 5
    before, after = old.get_pipe("areas"), nlp.get_pipe("areas")
    assert (after.first_score, after.further_score) == (before.first_score, before.further_score)
    doc = old(small.report.text)
    said, learnt = ([areas[0][0] for _, areas in part.predict(doc) if areas] for part in (before, after))
    assert other not in said
    assert learnt.count(other) > len(learnt) / 2


def test_a_pipeline_without_our_components_is_refused(small: Gold) -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("sentencizer")
    with pytest.raises(FazhiError, match="sentencizer cannot be adapted"):
        adapt(nlp, [small])


def test_train_from_the_released_model(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    run = CliRunner().invoke
    words = ["train", "--annotations", str(project), "--output", "models/mine", "--from", "released"]
    trained = run(app, words, catch_exceptions=False)
    assert trained.exit_code == 0
    assert "tagger, reports annotated for it: 2" in trained.output
    assert "score on test" in trained.output
    assert "before adapting" in trained.output
    assert (project / "training" / "mine" / "metrics.json").is_file()
    card = (project / "models" / "mine" / "README.md").read_text("utf-8")
    assert "Adapted from fazhi_zh" in card
    assert "to 2 reports" in card
    assert "changed copies" not in card
    report = load_gold(project / "own-4.json").report
    first = tag(load(project / "models" / "mine"), report)
    assert run(app, [*words, "--replace"], catch_exceptions=False).exit_code == 0
    assert tag(load(project / "models" / "mine"), report) == first
    tagged = run(app, ["tag", "own-4.txt", "--model", "models/mine", "-o", "out.jsonl"], catch_exceptions=False)
    assert tagged.exit_code == 0
    assert "甘棠县人民政府" in (project / "out.jsonl").read_text("utf-8")
    measured = run(app, ["evaluate", "--gold", str(project), "--model", "models/mine"], catch_exceptions=False)
    assert "AGENCY" in measured.output


def test_bad_annotations_stop_the_training(project: Path) -> None:
    for name in ("own-2", "own-3"):
        path = project / f"{name}.json"
        path.write_text(path.read_text("utf-8").replace('"label": "DOC_NO"', '"label": "DOCNO"'), "utf-8")
    result = CliRunner().invoke(
        app, ["train", "--annotations", str(project), "--output", str(project / "mine"), "--from", "released"]
    )
    assert result.exit_code == 1
    assert [f"own-{n}.json:" in str(result.exception) for n in (2, 3, 4)] == [True, True, False]
    assert not (project / "mine").exists()


def test_nothing_to_train_on_is_said(project: Path) -> None:
    (project / "manifest.tsv").write_text("id\tsplit\nown-2\ttest\nown-3\ttest\nown-4\ttest\n", "utf-8")
    result = CliRunner().invoke(
        app, ["train", "--annotations", str(project), "--output", str(project / "mine"), "--from", "released"]
    )
    assert isinstance(result.exception, FazhiError)
    assert "no report to train on" in str(result.exception)


def test_a_report_annotated_in_part_teaches_what_is_annotated(project: Path, small: Gold) -> None:
    third = small.report.paragraphs[3]
    inside = tuple(span for span in small.entities if third.start <= span.start < third.end)
    part = Gold(report=small.report, entities=inside, paragraphs=small.paragraphs[3:4], annotated=(third,))
    for name in ("own-1", "own-2"):  # by hash the first would be dev
        (project / f"{name}.txt").write_text(small.report.text, "utf-8")
        (project / f"{name}.json").write_text(dump_gold(part).replace("gantang-2022", name), "utf-8")
    with pytest.raises(GoldMismatch, match="only parts of the report are annotated"):
        load_gold(project / "own-1.json")
    splits = load_splits(project)
    assert [gold.report.id for gold in splits["train"]] == ["own-1", "own-2", "own-3"]
    loaded = splits["train"][0]
    assert (loaded.entities, loaded.paragraphs, loaded.annotated) == (part.entities, part.paragraphs, (third,))
    nlp = load()
    doc = gold_doc(nlp, loaded)
    assert [span.text for span in doc.spans["annotated"]] == [small.report.text[third.start : third.end]]
    sequences = list(nlp.get_pipe("tagger")._sequences(lambda: [Example(nlp.make_doc(doc.text), doc)], nlp))
    assert [len(tags) for _, tags in sequences] == [third.end - third.start]
    assert adapt(nlp, [loaded]) == {"tagger": 1, "roles": 0, "areas": 0, "indicators": 0}


@pytest.mark.parametrize("parts", ["[[0]]", "[0, 3]", '"all"', '[["a", 3]]'])
def test_parts_that_are_no_spans_are_refused(project: Path, parts: str) -> None:
    path = project / "own-2.json"
    path.write_text(path.read_text("utf-8").replace('"entities"', f'"annotated": {parts}, "entities"'), "utf-8")
    with pytest.raises(GoldMismatch, match="expected pairs of offsets"):
        load_gold(path, partial=True)
