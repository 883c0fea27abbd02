"""What a file is taken for, what is taken from a folder, what a missing library says, and the limits that are stated."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

from fazhi import reading
from fazhi.errors import FazhiError, UnreadableReport
from fazhi.lexicon import table
from fazhi.pile import find_items
from fazhi.reading import archives, docx, format_of, is_report, pdf, read_bytes, read_report, stem_of, suffixes
from fazhi.reading.formats import refuse
from fazhi.reading.list_marks import list_mark
from fazhi.reading.pdf.radicals import UNIFIED
from tests.reading.one_report import FORMATS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.TXT", b"x", "txt"),
        ("a.html", b"x", "html"),
        ("a.jsp", b"\r\n<!DOCTYPE html>", "html"),
        ("a.txt", b"<?xml version='1.0'?>\n<!-- saved --><HTML lang=zh>", "html"),
        ("a.txt", "一、<html> 是标记".encode(), "txt"),
        ("a.md", "# 报告\n<html>".encode(), "md"),
        ("a", "<!DOCTYPE HTML>".encode("utf-16"), "html"),
        ("a.txt", b"\xef\xbb\xbf%PDF-1.4", "pdf"),
        ("a.pdf", b"junk before %PDF-1.4", "pdf"),
        ("a", "法治".encode(), "txt"),
        ("a.txt", b"Content-Type: multipart/related; boundary=x", "mht"),
        ("a.txt", "日期: 1月\r\n内容: multipart/related".encode(), "txt"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "image"),
        ("a.txt", b"PK\x03\x04 and no more", "broken"),
        ("a.docx", b"PK\x03\x04 and no more", "docx"),
    ],
)
def test_format(name: str, data: bytes, expected: str) -> None:
    assert format_of(data, name) == expected


def test_every_suffix_is_read_or_refused_with_a_reason() -> None:
    refused = {row["format"] for row in table("unread_formats")}
    assert {"doc", "wps", "rtf", "odt", "ofd", "rar", "7z", "tar", "tgz"} <= refused & suffixes()
    for suffix in refused & suffixes():
        with pytest.raises(UnreadableReport, match=rf"a\.{suffix}: an? .*, which is not read; "):
            refuse(b"x", f"a.{suffix}")
        with pytest.raises(UnreadableReport, match=rf"a\.{suffix}: an? .*, which is not read; "):
            read_bytes(b"x", f"a.{suffix}")


def test_a_folder_names_what_it_does_not_read(tmp_path: Path) -> None:
    for name in ("a.txt", "b.doc", "c.xlsx", "d.jpg", ".e.txt", "f.rar", "g.csv.gz"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" if name == "b.doc" else b"x")
    (tmp_path / "h.txt.gz").write_bytes(gzip.compress(b"x"))
    items = [(item.id, Path(item.path).name) for item in find_items([str(tmp_path)])]
    assert items == [("a", "a.txt"), ("b", "b.doc"), ("f", "f.rar"), ("h", "h.txt.gz")]


@pytest.mark.parametrize("argument", ["", "nowhere/", ".zip", "a\0.zip", "法" * 300 + ".zip", "a.zip/"])
def test_a_name_that_no_file_has(argument: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (item,) = find_items([argument])
    with pytest.raises(UnreadableReport):
        raise UnreadableReport(item.problem) if item.problem else AssertionError(read_report(item.path, id=item.id))


def test_a_folder_without_reports_lists_what_would_be_read(tmp_path: Path) -> None:
    (item,) = find_items([str(tmp_path)])
    assert item.problem
    assert ".docx" in item.problem
    assert ".zip" in item.problem
    assert ".wps" not in item.problem


@pytest.mark.parametrize("name", ["报告.txt", "2022/报告.docx.gz", "a.b.pdf", "报告"])
def test_stem(name: str) -> None:
    assert stem_of(name) == re.sub(r"\.(txt|docx\.gz|pdf)$", "", name)
    assert is_report(name) is ("." in name)


@pytest.mark.parametrize(("library", "extra"), [("pypdfium2", "pdf"), ("docx", "docx"), ("markdown_it", "markdown")])
def test_a_library_that_is_missing(library: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    suffix = "md" if extra == "markdown" else extra
    data = FORMATS[f"report.{suffix}"]()
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(FazhiError, match=rf"^2022/a\.{suffix} needs {library}, .*: pip install 'fazhi\[{extra}\]'$"):
        read_bytes(data, f"2022/a.{suffix}")


def test_libraries_are_imported_when_their_format_is_met(tmp_path: Path) -> None:
    for name, make in FORMATS.items():
        (tmp_path / name).write_bytes(make())
    code = """
import sys
from fazhi.pile import find_items
from fazhi.reading import read_report
for item in find_items([sys.argv[1]]):
    before = {'docx', 'lxml', 'markdown_it', 'pypdfium2'} & set(sys.modules)
    read_report(item.path)
    print(item.path.rpartition('.')[2], *sorted({'docx', 'lxml', 'markdown_it', 'pypdfium2'} & set(sys.modules) - before))
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n") == ["docx docx lxml", "html", "md markdown_it", "pdf pypdfium2", "txt", ""]


def test_the_page_states_the_limits() -> None:
    page = (ROOT / "docs" / "reading.md").read_text("utf-8")
    for stated in (
        f"{reading.MAX_BYTES >> 20} MiB",
        f"{docx.MAX_PARTS_BYTES >> 20} MiB, and {docx.MAX_XML_BYTES >> 20} MiB for one part",
        f"{pdf.MAX_PAGES:,} pages, {pdf.MAX_GLYPHS:,} characters a page, {pdf.MAX_SECONDS:.0f} seconds",
        f"{archives.MAX_MEMBERS:,} members; 1 GiB unpacked, or {archives.MAX_GROWTH} times",
    ):
        assert stated in page


def test_the_page_names_every_suffix() -> None:
    page = (ROOT / "docs" / "reading.md").read_text("utf-8")
    assert {suffix for suffix in suffixes() if f"`.{suffix}`" not in page} == set()


def test_a_file_within_a_folder_called_zip(tmp_path: Path) -> None:
    (tmp_path / "pile.zip").mkdir()
    (tmp_path / "pile.zip" / "a.txt").write_text("一\n", "utf-8")
    assert read_report(tmp_path / "pile.zip" / "a.txt").text == "一\n"


@pytest.mark.parametrize("row", table("list_marks"), ids=lambda row: row["format"])
def test_marks_of_a_list_count(row: dict[str, str]) -> None:
    marks = [list_mark(number, row["format"]) for number in range(1, 40)]
    assert len(set(marks)) == len(marks)
    assert row["source"]
    assert list_mark(0, row["format"]) != ""


def test_radicals() -> None:
    assert UNIFIED["⼈"] == "人"
    assert UNIFIED["⺠"] == "民"
    assert len(UNIFIED) == 214 + len(table("radicals"))
    assert all(len(character) == 1 and "一" <= character <= "\u9fff" for character in UNIFIED.values())
