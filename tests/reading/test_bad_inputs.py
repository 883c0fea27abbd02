"""The table of bad inputs in docs/reading.md, row by row, as the command line meets them."""

import re
from pathlib import Path

import pytest

from fazhi.errors import FazhiError
from fazhi.pile import find_items
from fazhi.reading import read_report
from tests.reading.bad_inputs import INPUTS

PAGE = Path(__file__).parents[2] / "docs" / "reading.md"
ROWS = dict(
    re.findall(
        r"^\| (an? .+?|text .+?|rich text .+?|bytes .+?) \| ((?:error|text): .+?) \|$",
        PAGE.read_text("utf-8"),
        re.MULTILINE,
    )
)


def test_the_table_has_a_row_for_each_input() -> None:
    assert list(ROWS) == list(INPUTS)


def outcome(path: Path) -> str:
    said = []
    for item in find_items([str(path)]):
        try:
            said.append(
                f"error: {item.problem}" if item.problem else f"text: {read_report(item.path, id=item.id).text}"
            )
        except FazhiError as error:
            said.append(f"error: {error}")
    return "\n".join(said)


@pytest.mark.parametrize("name", INPUTS)
def test_row(name: str, tmp_path: Path) -> None:
    called, data = INPUTS[name]()
    (tmp_path / called).write_bytes(data)
    kind, _, words = ROWS[name].partition(": ")
    said = outcome(tmp_path / called)
    assert said.startswith(f"{kind}: ")
    assert said.count(f"{kind}: ") == 1
    for part in words.split(" … "):
        assert part.replace("`", "") in said
    assert kind == "text" or said.startswith(f"error: {tmp_path / called}")
