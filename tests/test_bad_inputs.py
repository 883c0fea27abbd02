"""The table of bad inputs in docs/robustness.md is what happens: one pile of all of them, with good files between."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from .bad_inputs import INPUTS, TEXT, make

FAZHI = str(Path(sys.executable).with_name("fazhi"))
PAGE = Path(__file__).parents[1] / "docs" / "robustness.md"


def rows() -> Iterator[tuple[str, str]]:
    section = PAGE.read_text("utf-8").split("## Bad inputs")[1].split("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("| ") and not line.startswith(("| input", "| ---")):
            name, gets = line.strip("| ").split(" | ")
            yield name, gets


class Tagged(NamedTuple):
    places: dict[str, Path]
    records: dict[str, dict[str, Any]]
    said: list[str]
    status: int


@pytest.fixture(scope="module")
def tagged(tmp_path_factory: pytest.TempPathFactory) -> Tagged:
    folder = tmp_path_factory.mktemp("bad") / "pile"
    places = make(folder)
    # named one by one: a folder passes over what is no file
    files = sorted(map(str, folder.iterdir()))
    done = subprocess.run([FAZHI, "tag", *files], capture_output=True, timeout=600)
    records = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    found = {record["source"]: record for record in records}
    return Tagged(places, found, done.stderr.decode("utf-8").splitlines(), done.returncode)


def test_the_table_names_what_is_tried() -> None:
    assert [name for name, _ in rows()] == list(INPUTS)


@pytest.mark.parametrize(("name", "gets"), list(rows()), ids=[name for name, _ in rows()])
def test_row(name: str, gets: str, tagged: Tagged) -> None:
    path = str(tagged.places[name])
    told = [line for line in tagged.said if line.startswith(f"fazhi: {path}")]
    record = tagged.records.get(path)
    if gets.startswith("tagged"):
        assert told == []
        assert record
        assert all(record["text"][e["start"] : e["end"]] == e["text"] for e in record["entities"])
        assert bool(record["entities"]) is ("no entity" not in gets)
    else:
        (message,) = re.findall("`(.*?)`", gets)
        assert record is None
        assert [message in line for line in told] == [True]


def test_the_rest_of_the_pile_is_tagged(tagged: Tagged) -> None:
    good = [record for record in tagged.records.values() if record["source"].endswith("-a.txt")]
    assert len(good) == len(INPUTS)
    assert {record["text"] for record in good} == {TEXT}
    assert tagged.status == 1
    assert not any("Traceback" in line or "a fault in fazhi" in line for line in tagged.said)


def test_characters_stay_in_their_places(tagged: Tagged) -> None:
    for name in ("a text with control characters", "right-to-left marks and zero-width characters"):
        path = tagged.places[name]
        assert tagged.records[str(path)]["text"] == path.read_text("utf-8")
    text = tagged.records[str(tagged.places["line ends of all kinds"])]["text"]
    assert text == TEXT * 2
