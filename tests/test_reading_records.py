"""Records read back from JSON lines, and what is said of lines that are none."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.errors import FazhiError
from fazhi.export.json_lines import render
from fazhi.export.quick_reading import read_quickly
from fazhi.export.reading import read_records
from tests.invented_records import EMOJI, HOSTILE, record


def write(tmp_path: Path, *lines: bytes | str) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return path


def test_records_come_back(
    tmp_path: Path,
) -> None:
    path = write(tmp_path, b"\xef\xbb\xbf" + render(EMOJI).encode(), "", render(HOSTILE))
    assert list(read_records(path)) == [EMOJI, HOSTILE]


def test_records_from_before_areas_had_outlines_are_read(tmp_path: Path) -> None:
    data = json.loads(render(EMOJI))
    for paragraph in data["paragraphs"]:
        for area in paragraph["areas"]:
            del area["outline"]
    path = write(tmp_path, json.dumps(data))
    for read in (read_records, read_quickly):
        (found,) = read(path)
        assert {area.outline for paragraph in found.paragraphs for area in paragraph.areas} == {None}


@given(st.text(st.characters(codec=None), min_size=1).filter(lambda text: not re.search("[\ud800-\udbff][\udc00-\udfff]", text)))  # fmt: skip
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    made = record(text, text)
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_text(render(made), "utf-8")
    assert list(read_records(path)) == [made]


def with_(*path: str | int, value: object) -> Callable[[dict[str, Any]], object]:
    """A change to a record's JSON."""

    def change(data: Any) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_("schema", value="fazhi.report/2"), r"expected schema 'fazhi.report/1', got 'fazhi.report/2'"),
        (lambda data: data.pop("schema"), r"expected a record .* schema"),
        (lambda data: data.pop("text"), r"record: expected the keys text"),
        (with_("entity", value=[]), r"record: expected only .* got 'entity'"),
        (with_("text", value=None), r"text: expected a string, got None"),
        (with_("paragraphs", value={}), r"paragraphs: expected a list"),
        (with_("paragraphs", 0, "start", value="0"), r"paragraphs\[0\].start: expected an integer, got '0'"),
        (with_("paragraphs", 0, "start", value=True), r"paragraphs\[0\].start: expected an integer, got True"),
        (with_("paragraphs", 0, "end", value=999), r"paragraphs\[0\]: expected offsets within 0 and \d+, got 0–999"),
        (with_("paragraphs", 2, "areas", 0, "score", value="high"), r"areas\[0\].score: expected a number"),
        (with_("entities", 0, "start", value=-4), r"entities\[0\]: expected offsets within"),
        (with_("entities", 0, "text", value="市司法局"), r"entities\[0\]: expected '市司法局' at \d+–\d+, got "),
        (with_("entities", 0, "norm", value=None), r"entities\[0\].norm: expected an object, got None"),
        (with_("meta", value=[]), r"meta: expected an object"),
    ],
)  # fmt: skip
def test_what_is_no_record(tmp_path: Path, change: Callable[[Any], object], said: str) -> None:
    data = json.loads(render(EMOJI))
    change(data)
    path = write(tmp_path, render(EMOJI).strip(), "", json.dumps(data))
    with pytest.raises(FazhiError, match=rf"records\.jsonl:3: .*{said}"):
        list(read_records(path))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"schema": "fazhi.report/1", "te', "expected a record as JSON"),
        (b"[1, 2]", "expected a record"),
        (b"report,start,end", "expected a record as JSON, got 'report,start,end'"),
        ('{"text": "法治"}'.encode("gb18030"), "expected UTF-8, got the byte 0x"),
        (b"[" * 200_000, "nested too deep"),
    ],
    ids=["cut off", "list", "CSV", "GBK", "deep"],
)
def test_what_is_no_json(tmp_path: Path, line: bytes, said: str) -> None:
    with pytest.raises(FazhiError, match=f"records.jsonl:2: .*{re.escape(said)}"):
        list(read_records(write(tmp_path, b"", line)))


def test_what_is_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.jsonl"):
        with pytest.raises(FazhiError, match=rf"{re.escape(str(path))}: cannot be read"):
            list(read_records(path))


def test_a_field_with_a_default_may_be_missing(tmp_path: Path) -> None:
    data = json.loads(render(EMOJI))
    del data["warnings"], data["meta"]["adcode"]
    assert list(read_records(write(tmp_path, json.dumps(data)))) == [EMOJI]
