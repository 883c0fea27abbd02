"""`fazhi tag` as people use it: files, folders, globs, standard input, broken files, processes."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fazhi.cli.tag import Shape
from fazhi.errors import FazhiError
from fazhi.export import EXPORTS, FORMATS
from fazhi.export.atomic import atomic
from fazhi.pile import find_items

FAZHI = str(Path(sys.executable).with_name("fazhi"))
TEXT = "一、工作情况\n2021年，县司法局受理行政复议案件12件，印发《甘棠县信访办法》（甘政发〔2021〕4号）。\n"
KEYS = {
    "schema", "id", "source", "sha256", "text", "meta", "paragraphs", "entities", "citations", "indicators", "warnings", "model",
}  # fmt: skip


def fazhi(*arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([FAZHI, *arguments], capture_output=True, input=stdin, timeout=300)


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    folder = tmp_path / "pile"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "deep" / "a.txt").write_bytes(TEXT.encode("gb18030") * 3)
    (folder / "deep" / "page.html").write_text(f"<html><body><p>{TEXT}</p></body></html>", "utf-8")
    (folder / "deep" / "notes.xyz").write_text("no report", "utf-8")
    (folder / ".hidden.txt").write_text(TEXT, "utf-8")
    return folder


def records(output: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.decode("utf-8").splitlines()]


def test_one_file(pile: Path) -> None:
    done = fazhi("tag", str(pile / "a.txt"))
    (record,) = records(done.stdout)
    assert done.returncode == 0
    assert set(record) == KEYS
    assert record["text"] == TEXT
    assert [e["text"] for e in record["entities"]] == ["县司法局", "12件", "《甘棠县信访办法》", "甘政发〔2021〕4号"]  # type: ignore[attr-defined]
    assert b"1 reports" in done.stderr
    assert "县司法局".encode() in done.stdout


def test_folder_and_bad_files(pile: Path, tmp_path: Path) -> None:
    (pile / "broken.txt").write_bytes(bytes(range(256)) * 40)
    (pile / "empty.txt").write_bytes(b"")
    output = tmp_path / "out.jsonl"
    done = fazhi("tag", str(pile), str(tmp_path / "missing.txt"), str(tmp_path / "*.nothing"), "-o", str(output))
    assert done.returncode == 1
    assert [record["id"] for record in records(output.read_bytes())] == ["a", "deep/a", "deep/page"]
    said = done.stderr.decode()
    for name in ("broken.txt", "empty.txt", "missing.txt", "*.nothing"):
        assert name in said
    assert "3 reports, 4 failed" in said


def test_processes_give_the_same_in_the_same_order(pile: Path) -> None:
    (pile / "b.txt").write_bytes(b"\x00\x01\x02" * 100)
    alone, together = (fazhi("tag", str(pile), "-j", jobs, "-q") for jobs in ("1", "2"))
    assert together.stdout == alone.stdout != b""
    assert together.stderr == alone.stderr
    assert together.returncode == alone.returncode == 1


def test_glob_and_standard_input(pile: Path) -> None:
    done = fazhi("tag", str(pile / "**" / "*.txt"), "-", "-q", "-j", "2", stdin=TEXT.encode())
    assert [record["id"] for record in records(done.stdout)] == ["a", "a-2", "stdin"]
    assert done.stderr == b""


def test_output_folder(pile: Path, tmp_path: Path) -> None:
    done = fazhi("tag", str(pile), "-o", f"{tmp_path}/out/", "--format", "csv")
    assert done.returncode == 0
    assert sorted(path.relative_to(tmp_path).as_posix() for path in (tmp_path / "out").rglob("*.csv")) == [
        "out/a.csv",
        "out/deep/a.csv",
        "out/deep/page.csv",
    ]


def test_csv(pile: Path) -> None:
    done = fazhi("tag", str(pile / "a.txt"), "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"))))
    assert [(row["label"], row["text"]) for row in rows][-1] == ("DOC_NO", "甘政发〔2021〕4号")
    assert all(TEXT[int(row["start"]) : int(row["end"])] == row["text"] for row in rows)
    assert rows[0]["section"] == "一、工作情况"


def test_no_model(pile: Path, tmp_path: Path) -> None:
    done = fazhi("tag", str(pile / "a.txt"), "--model", str(tmp_path))
    assert done.returncode == 1
    assert b"no model there" in done.stderr
    assert b"Traceback" not in done.stderr


def test_version_and_help() -> None:
    from fazhi import __version__

    assert fazhi("--version").stdout.decode().strip() == f"fazhi {__version__}"
    for verb in ("tag", "train", "evaluate", "gold"):
        assert fazhi(verb, "--help").returncode == 0


def test_output_that_cannot_be_written(pile: Path) -> None:
    done = fazhi("tag", str(pile / "a.txt"), "-o", "/proc/none/out.jsonl")
    assert done.returncode == 1
    assert b"cannot write there" in done.stderr


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old", "utf-8")
    with pytest.raises(ZeroDivisionError), atomic(path) as out:
        out.write(f"new {1 / 0}")
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_atomic_names_the_folder_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(FazhiError, match="cannot write there"), atomic(tmp_path / "file" / "x.csv"):
        pass


def test_items_have_unique_names(pile: Path) -> None:
    items = list(find_items([str(pile), str(pile / "a.txt"), str(pile / "deep")]))
    names = [item.id for item in items]
    assert names == ["a", "deep/a", "deep/page", "a-2", "a-3", "page"]
    assert len(set(names)) == len(names)


def test_a_name_that_looks_like_a_second_one(tmp_path: Path) -> None:
    for name in ("a.txt", "a.html", "a-2.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    names = [item.id for item in find_items([str(tmp_path), str(tmp_path), str(tmp_path / "a.txt")])]
    assert len(set(names)) == len(names) == 7
    assert names[:3] == ["a-2", "a", "a-3"]


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.txt").write_text("县政府", "utf-8")
    scandir = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    good, bad = find_items([str(tmp_path)])
    assert (good.id, good.problem) == ("a", None)
    assert (
        bad.problem
        == f"{tmp_path / 'closed'}: this folder cannot be listed (Permission denied); its reports are left out"
    )


@pytest.mark.parametrize("argument", ["法" * 200, "nul\0.txt", "", "x" * 5000])
def test_names_that_no_file_can_have(argument: str) -> None:
    (item,) = find_items([argument])
    assert item.path == argument


def test_formats_are_those_of_export() -> None:
    assert {shape.value for shape in Shape} - {"jsonl", "csv-tables"} == set(EXPORTS)


def test_formats_have_their_suffix() -> None:
    assert {name: shape.suffix for name, shape in FORMATS.items()} == {"jsonl": ".jsonl", "csv": ".csv"}
