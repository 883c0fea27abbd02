"""The released model does what the project says of it, on its own test split and, where it is there, on the shared gold."""

import subprocess
import sys
from pathlib import Path

import pytest
from spacy.language import Language

from fazhi.gold.annotation import load_folder
from fazhi.training.evaluate import evaluate
from fazhi.training.release import load_splits

from .conftest import ROOT, SHARED_GOLD, needs_shared_gold

SCORER = ROOT.parent / "shared" / "tools" / "score.py"


def test_bars_on_the_test_split(nlp: Language) -> None:
    metrics = evaluate(nlp, load_splits(ROOT / "annotations", ROOT / "corpus")["test"]).metrics()
    least = {"DOC_NO": 0.99, "LAW": 0.97, "QUANTITY": 0.98, "AGENCY": 0.95, "all": 0.97}
    assert {label: metrics["entities"][label]["f1"] >= bar for label, bar in least.items()} == dict.fromkeys(
        least, True
    )
    assert metrics["role_accuracy"] >= 0.97
    assert metrics["primary_area_accuracy"] >= 0.92


def test_the_docs_hold_the_models_card() -> None:
    card = (ROOT / "models" / "fazhi_zh" / "README.md").read_text("utf-8")
    assert (ROOT / "docs" / "model-card.md").read_text("utf-8") == card


@needs_shared_gold
def test_bars_on_the_shared_gold(nlp: Language) -> None:
    metrics = evaluate(nlp, load_folder(SHARED_GOLD)).metrics()
    least = {"DOC_NO": 0.99, "LAW": 0.97, "QUANTITY": 0.98, "AGENCY": 0.93, "all": 0.96}
    assert {label: metrics["entities"][label]["f1"] >= bar for label, bar in least.items()} == dict.fromkeys(
        least, True
    )
    assert metrics["role_accuracy"] >= 0.97
    assert metrics["primary_area_accuracy"] >= 0.88


@needs_shared_gold
@pytest.mark.skipif(not SCORER.is_file(), reason="no scorer beside the project")
def test_the_scorer_finds_no_problem(tmp_path: Path) -> None:
    fazhi = str(Path(sys.executable).with_name("fazhi"))
    output = tmp_path / "records.jsonl"
    subprocess.run([fazhi, "tag", *map(str, sorted(SHARED_GOLD.glob("*.txt"))), "-o", str(output)], check=True)
    scored = subprocess.run(
        [sys.executable, str(SCORER), str(output), str(SHARED_GOLD)], capture_output=True, text=True
    )
    assert "problems: []" in scored.stdout
