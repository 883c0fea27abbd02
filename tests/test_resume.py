"""What a resumed run takes over from one that was broken off, what it refuses, and what it leaves behind."""

import csv
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.errors import FazhiError
from fazhi.export import export
from fazhi.export.frames import read_records
from fazhi.pile import Item, find_items
from fazhi.records import Record
from fazhi.runs.choice import choose
from fazhi.tagging import Outcome

from .invented_records import EMOJI

Run = dict[str, object]
PLAIN: Run = {"format": "jsonl", "model": None, "min_score": 0.0, "resume": False, "bom": False}
RESUMED = {**PLAIN, "resume": True}


class Broken(Exception):
    """What breaks a run off."""


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    for name in "abcde":
        (tmp_path / "pile" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "pile" / f"{name}.txt").write_text(f"一、{name}\n", "utf-8")
    return tmp_path / "pile"


def record_of(item: Item) -> Record:
    return replace(EMOJI, id=item.id, source=item.path, warnings=(Path(item.path).read_text("utf-8"),))


def outcome(item: Item) -> Outcome:
    line = json.dumps(record_of(item).as_json(), ensure_ascii=False) + "\n"
    return Outcome(item, line, characters=10, labels=Counter(LAW=1))


@contextmanager
def breaking() -> Iterator[None]:
    with pytest.raises(Broken):
        yield


def run(pile: Path, output: str, options: Run, *, stop_after: int = 99) -> list[str]:
    """Run, and say which files were tagged."""
    items = list(find_items([str(pile)]))
    tagged = []
    with choose(output, **options) as begun:  # type: ignore[arg-type]
        for number, item in enumerate(begun.left(items)):
            if number == stop_after:
                raise Broken
            begun.add(outcome(item))
            tagged.append(item.id)
        begun.finish(items)
    return tagged


def ids(output: Path) -> list[str]:
    return [json.loads(line)["id"] for line in output.read_text("utf-8").splitlines()]


def broken_off(pile: Path, output: Path, *, after: int = 3, **options: object) -> None:
    with breaking():
        run(pile, str(output), {**PLAIN, **options}, stop_after=after)


def test_only_what_is_left_is_tagged(pile: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    broken_off(pile, output)
    assert not output.exists()
    assert run(pile, str(output), RESUMED) == ["d", "e"]
    assert ids(output) == list("abcde")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "pile"]


def test_resuming_nothing_begins(pile: Path, tmp_path: Path) -> None:
    assert run(pile, f"{tmp_path}/out.jsonl", RESUMED) == list("abcde")
    assert run(pile, f"{tmp_path}/out.jsonl", RESUMED) == list("abcde")


def test_a_run_that_made_nothing_leaves_nothing(pile: Path, tmp_path: Path) -> None:
    broken_off(pile, tmp_path / "out.jsonl", after=0)
    assert list(tmp_path.iterdir()) == [pile]


def test_the_old_file_stays_until_the_new_one_is_whole(pile: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text("old", "utf-8")
    broken_off(pile, output)
    assert output.read_text("utf-8") == "old"


@pytest.mark.parametrize("cut", [1, 30, 400])
def test_a_torn_record_is_made_again(cut: int, pile: Path, tmp_path: Path) -> None:
    output, part = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part"
    broken_off(pile, output)
    os.truncate(part, part.stat().st_size - cut)
    assert run(pile, str(output), RESUMED) == ["c", "d", "e"]
    assert ids(output) == list("abcde")


@pytest.mark.parametrize("cut", [1, 30])
def test_a_torn_line_of_the_journal_counts_for_nothing(cut: int, pile: Path, tmp_path: Path) -> None:
    output, log = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part.log"
    broken_off(pile, output)
    os.truncate(log, log.stat().st_size - cut)
    assert run(pile, str(output), RESUMED) == ["c", "d", "e"]
    assert ids(output) == list("abcde")


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\0" * 5000,
        b"{}\n",
        b"[" * 100_000,
        b'{"schema": 1, "settings": {}}\n',
        b'{"schema": "fazhi.run/1", "settings": {}}\n{"path": 1}\n',
    ],
)
def test_a_journal_that_is_none_begins_again(damage: bytes, pile: Path, tmp_path: Path) -> None:
    output, log = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part.log"
    broken_off(pile, output)
    log.write_bytes(damage)
    assert run(pile, str(output), RESUMED) == list("abcde")
    assert ids(output) == list("abcde")


def test_a_record_that_was_overwritten_is_made_again(pile: Path, tmp_path: Path) -> None:
    output, part = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part"
    broken_off(pile, output)
    data = bytearray(part.read_bytes())
    data[10:20] = b"\0" * 10
    part.write_bytes(data)
    assert run(pile, str(output), RESUMED) == ["a", "d", "e"]
    assert ids(output) == list("abcde")


def test_changed_new_and_vanished_files(pile: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    broken_off(pile, output)
    (pile / "b.txt").write_text("一、另一篇\n", "utf-8")
    (pile / "aa.txt").write_text("一、新的一篇\n", "utf-8")
    (pile / "c.txt").unlink()
    assert run(pile, str(output), RESUMED) == ["aa", "b", "d", "e"]
    assert ids(output) == ["a", "aa", "b", "d", "e", "c"]
    assert [r.warnings[0][2:5] for r in read_records(output)][2] == "另一篇"


def test_a_file_that_has_another_name_now_is_there_once(tmp_path: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(name, "utf-8")
    output = tmp_path / "out.jsonl"

    def tag(folders: list[str], *, stop: bool) -> None:
        items = list(find_items([str(tmp_path / folder) for folder in folders]))
        with choose(str(output), **RESUMED) as begun:  # type: ignore[arg-type]
            for item in begun.left(items):
                begun.add(outcome(item))
            if stop:
                raise Broken
            begun.finish(items)

    with breaking():
        tag(["x", "y"], stop=True)
    tag(["y", "x"], stop=False)
    assert [(r.id, r.warnings[0]) for r in read_records(output)] == [("a", "y"), ("a-2", "x")]


def test_without_resume_nothing_finished_is_thrown_away(pile: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    broken_off(pile, output)
    with pytest.raises(
        FazhiError, match=r"left 3 finished reports there; add --resume .* or delete .*out\.jsonl\.part\.log"
    ):
        run(pile, str(output), PLAIN)
    (tmp_path / "out.jsonl.part.log").unlink()
    assert run(pile, str(output), PLAIN) == list("abcde")


def test_other_options_and_other_files_are_not_mixed(pile: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    broken_off(pile, output)
    with pytest.raises(FazhiError, match=r"begun with min_score 0\.0, now it is 0\.5; give the same options"):
        run(pile, str(output), {**RESUMED, "min_score": 0.5})
    with pytest.raises(FazhiError, match=r"begun with model fazhi_zh \(\w{12}\), now it is other \(\w{12}\)"):
        run(pile, str(output), {**RESUMED, "model": str(tmp_path / "other")})
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "a.txt").write_text("一、别的\n", "utf-8")
    with pytest.raises(FazhiError, match=r"tagged other files \(.*a\.txt, 3 in all\); give the same REPORTS"):
        run(tmp_path / "others", str(output), RESUMED)
    assert run(pile, str(output), RESUMED) == ["d", "e"]


def test_two_runs_at_one_place(pile: Path, tmp_path: Path) -> None:
    with (
        choose(f"{tmp_path}/out.jsonl", **RESUMED),  # type: ignore[arg-type]
        pytest.raises(FazhiError, match=r"out\.jsonl: another run of fazhi tag is writing there"),
    ):
        run(pile, f"{tmp_path}/out.jsonl", RESUMED)


def test_the_format_may_change_between_runs(pile: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    broken_off(pile, output, format="sqlite")
    assert run(pile, str(output), {**RESUMED, "format": "csv", "bom": True}) == ["d", "e"]
    with output.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert output.read_bytes().startswith(b"\xef\xbb\xbfreport,")
    assert [row["report"] for row in rows][:: len(EMOJI.entities)] == list("abcde")


@pytest.mark.parametrize(
    "format", ["xlsx", "sqlite", "bio", "doccano", "label-studio", "web-annotation", "parquet", "brat", "csv-tables"]
)
def test_formats_are_those_of_export(format: str, pile: Path, tmp_path: Path) -> None:
    run(pile, str(tmp_path / "tagged"), {**PLAIN, "format": format})
    export(map(record_of, find_items([str(pile)])), {"csv-tables": "csv"}.get(format, format), tmp_path / "exported")
    assert made(tmp_path / "tagged").keys() == made(tmp_path / "exported").keys()
    if format != "xlsx":  # a workbook holds the time it was made
        assert made(tmp_path / "tagged") == made(tmp_path / "exported")


def made(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return {file.name if file != path else "": file.read_bytes() for file in files}


def test_a_folder(pile: Path, tmp_path: Path) -> None:
    with breaking():
        run(pile, f"{tmp_path}/out/", PLAIN, stop_after=3)
    (tmp_path / "out" / "a.jsonl").write_text("changed", "utf-8")
    with pytest.raises(FazhiError, match=r"format jsonl, now it is csv"):
        run(pile, f"{tmp_path}/out/", {**RESUMED, "format": "csv"})
    assert run(pile, f"{tmp_path}/out/", RESUMED) == ["a", "d", "e"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"{name}.jsonl" for name in "abcde"]


def test_a_folder_of_csv_with_marks(pile: Path, tmp_path: Path) -> None:
    with breaking():
        run(pile, f"{tmp_path}/out/", {**PLAIN, "format": "csv", "bom": True}, stop_after=3)
    assert run(pile, f"{tmp_path}/out/", {**RESUMED, "format": "csv", "bom": True}) == ["d", "e"]
    assert {path.read_bytes()[:9] for path in (tmp_path / "out").iterdir()} == {b"\xef\xbb\xbfreport"}


@pytest.mark.parametrize("id", ["../a", "/a", "x/../../a"])
def test_no_report_leaves_the_folder(id: str, tmp_path: Path) -> None:
    with choose(f"{tmp_path}/out/", **PLAIN) as begun, pytest.raises(FazhiError, match="has no place below"):  # type: ignore[arg-type]
        begun.add(Outcome(Item("a.txt", id), "{}\n"))


@pytest.mark.parametrize(
    ("output", "options", "message"),
    [
        (None, {"format": "xlsx"}, "--format xlsx needs a file"),
        (None, {"resume": True}, "--resume needs a file"),
        ("/dev/null", {"resume": True}, "--resume needs a file"),
        ("out/", {"format": "sqlite"}, "--format sqlite makes one file of all reports"),
        ("out.jsonl", {"bom": True}, "--bom: only csv and csv-tables"),
        ("/proc/none/out", {}, "/proc/none/out: cannot write there: No such file"),
        ("/dev/null/out", {}, "/dev/null/out: cannot write there: Not a directory"),
        ("法" * 100, {}, "cannot write there: File name too long"),
    ],
)
def test_what_cannot_work_is_told_before_the_work(
    output: str | None, options: Run, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FazhiError, match=message), choose(output, **{**PLAIN, **options}):  # type: ignore[arg-type]
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_told_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with (
        pytest.raises(FazhiError, match=r"pip install 'fazhi\[xlsx\]'"),
        choose(f"{tmp_path}/x.xlsx", **{**PLAIN, "format": "xlsx"}),  # type: ignore[arg-type]
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_link_stays_a_link(pile: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "out.jsonl").symlink_to("there/real.jsonl")
    run(pile, f"{tmp_path}/out.jsonl", PLAIN)
    assert (tmp_path / "out.jsonl").is_symlink()
    assert ids(tmp_path / "there" / "real.jsonl") == list("abcde")


damages = st.lists(
    st.tuples(st.sampled_from(["out.part", "out.part.log"]), st.integers(0, 2**16), st.binary(max_size=8)), max_size=3
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stop=st.integers(1, 4), cuts=st.lists(st.integers(0, 200), max_size=2), damages=damages)
def test_whatever_is_damaged_the_result_is_whole(
    stop: int, cuts: list[int], damages: list[tuple[str, int, bytes]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, pile = Path(name), Path(name) / "pile"
        pile.mkdir()
        for report in "abcde":
            (pile / f"{report}.txt").write_text(f"一、{report}\n", "utf-8")
        run(pile, f"{name}/whole", PLAIN)
        broken_off(pile, folder / "out", after=stop)
        for file, cut in zip(("out.part.log", "out.part"), cuts, strict=False):
            os.truncate(folder / file, max(0, (folder / file).stat().st_size - cut))
        for file, at, put in damages:
            data = bytearray((folder / file).read_bytes())
            at %= len(data) + 1
            data[at : at + len(put)] = put
            (folder / file).write_bytes(data)
        run(pile, f"{name}/out", RESUMED)
        assert (folder / "out").read_bytes() == (folder / "whole").read_bytes()
