"""Whole reports, as the released model reads them: a change here is to be looked at (`python -m tests.update_snapshots`)."""

import json
from pathlib import Path

import pytest
from spacy.language import Language

from fazhi.extract import tag
from fazhi.reading import read_report

from .update_snapshots import SNAPSHOTS, outline_of

SOURCES = sorted(path for path in SNAPSHOTS.iterdir() if path.suffix in (".txt", ".html"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_snapshot(nlp: Language, source: Path) -> None:
    expected = json.loads(source.with_suffix(".json").read_text("utf-8"))
    assert outline_of(tag(nlp, read_report(source))) == expected


def test_there_are_snapshots() -> None:
    assert len(SOURCES) >= 3
