"""Training end to end on a few reports: deterministic, and the model in place is replaced only by a better one."""

import json
import sys
from pathlib import Path

import pytest
from spacy.util import load_config

from fazhi.errors import FazhiError, GoldMismatch
from fazhi.extract import tag
from fazhi.gold.annotation import Gold, dump_gold, load_gold
from fazhi.pipeline.released import load
from fazhi.records import Area, Entity, Meta, Paragraph, Record
from fazhi.training.error_log import read_errors
from fazhi.training.evaluate import Evaluation, bootstrap, compare
from fazhi.training.fit import packaged_config
from fazhi.training.release import Places, train
from fazhi.training.split import SPLITS, read_manifest, split_of

ROOT = Path(__file__).parents[1]
REPORTS = ("zhulin-xiang-2022", "baishi-xiang-2019", "gutang-jd-2023", "nanqiao-jd-2022")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A small project: two reports to train on, one for dev, one for test, and a quick config."""
    root = tmp_path_factory.mktemp("project")
    (root / "annotations").mkdir()
    for name in REPORTS:
        gold = load_gold(ROOT / "annotations" / f"{name}.json", texts=ROOT / "corpus")
        (root / "annotations" / f"{name}.json").write_text(dump_gold(gold), "utf-8")
        (root / f"{name}.txt").write_text(gold.report.text, "utf-8")
    splits = ("train", "train", "dev", "test")
    rows = [f"{name}\t{split}" for name, split in zip(REPORTS, splits, strict=True)]
    (root / "manifest.tsv").write_text("\n".join(["id\tsplit", *rows]) + "\n", "utf-8")
    config = load_config(packaged_config())
    config["components"]["tagger"]["iterations"] = 15
    config["corpora"]["train"]["augmenter"]["copies"] = 0
    config.to_disk(root / "quick.cfg")
    return Places(
        annotations=root / "annotations",
        corpus=root,
        config=root / "quick.cfg",
        runs=root / "training",
        output=root / "models" / "mine",
    )


def test_train_twice(places: Places) -> None:
    first = train(places)
    assert first.released
    assert first.metrics["trained_on"]["reports"] == 2
    assert first.metrics["dev"]["entities"]["all"]["f1"] > 0.5
    kept = json.loads((places.runs / "metrics.json").read_text("utf-8"))
    assert kept == json.loads(json.dumps(first.metrics))
    assert read_errors(places.runs / "errors.jsonl", "test").errors
    card = (places.output / "README.md").read_text("utf-8")
    assert "Trained on 2 reports" in card
    assert f"| all | {first.metrics['test']['entities']['all']['p']:.3f} |" in card
    report = load_gold(places.annotations / "gutang-jd-2023.json", texts=places.corpus).report
    before = tag(load(places.output), report)
    second = train(places)
    assert second.metrics == first.metrics
    assert not second.released
    assert "the model in place has" in second.reason
    assert train(places, replace=True).released
    assert tag(load(places.output), report) == before


def test_a_missing_library_is_named(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pycrfsuite", None)
    with pytest.raises(FazhiError, match=r"pip install 'fazhi\[train\]'"):
        train(places)


def test_a_bad_annotation_is_named(places: Places, tmp_path: Path) -> None:
    bad = tmp_path / "annotations"
    bad.mkdir()
    (bad / "songping-zhen-2021.json").write_text("{", "utf-8")
    with pytest.raises(GoldMismatch, match=r"songping-zhen-2021\.json"):
        train(Places(annotations=bad, corpus=places.corpus, config=places.config, runs=tmp_path, output=tmp_path / "m"))


def test_splits_are_stable_and_follow_the_manifest() -> None:
    manifest = read_manifest(ROOT / "corpus" / "manifest.tsv")
    assert sum(split == "test" for split in manifest.values()) == 36
    assert all(split_of(id, manifest) == "test" for id, split in manifest.items() if split == "test")
    shares = [split_of(f"report-{number}") for number in range(1000)]
    assert {name: round(shares.count(name) / 1000, 1) for name in SPLITS} == {"train": 0.8, "dev": 0.1, "test": 0.1}
    assert read_manifest(ROOT / "nothing.tsv") == {}


def as_record(gold: Gold) -> Record:
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
                section=(),
                areas=tuple(Area(area=area, score=1.0) for area in p.areas),
            )
            for p in gold.paragraphs
        ),
        entities=tuple(
            Entity(start=s.start, end=s.end, label=s.label, text=text[s.start : s.end], score=1.0, by="tagger")
            for s in gold.entities
        ),
        model={},
    )


def test_gold_against_itself_is_perfect(small: Gold) -> None:
    metrics = Evaluation((compare(as_record(small), small),)).metrics()
    assert metrics["entities"]["all"] == {"p": 1.0, "r": 1.0, "f1": 1.0, "interval": [1.0, 1.0], "gold": 10}
    assert metrics["role_accuracy"] == metrics["primary_area_accuracy"] == metrics["area_micro_f1"] == 1.0


def test_errors_are_told_apart(small: Gold) -> None:
    record = as_record(small)
    entities = list(record.entities)
    first = entities[0]
    entities[0] = Entity(start=1, end=7, label=first.label, text=small.report.text[1:7], score=1.0, by="tagger")
    worse = Record(**{**{f: getattr(record, f) for f in Record.__slots__}, "entities": tuple(entities[:-1])})
    score = compare(worse, small)
    assert [(error.kind, error.label) for error in score.errors] == [
        ("missed, boundary", "AGENCY"),
        ("wrong, boundary", "AGENCY"),
        ("missed", "LAW"),
    ]
    assert score.spans["AGENCY"].fscore == pytest.approx(3 / 4)


def test_bootstrap_brackets_the_mean(small: Gold) -> None:
    score = compare(as_record(small), small)
    assert bootstrap([score, score], lambda reports: len(reports)) == (2, 2)
    assert bootstrap([], lambda reports: 1.0) == (0.0, 0.0)
