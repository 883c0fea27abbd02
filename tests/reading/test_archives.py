"""gzip files and ZIP archives: what goes in comes out, and nothing leads out of them or fills the machine."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from copy import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.errors import UnreadableReport
from fazhi.pile import find_items
from fazhi.reading import archives, read_bytes, read_report
from fazhi.reading.archives import Archive, gunzip, member_name

TEXT = "一、工作情况\n2021年，县司法局受理行政复议案件12件。\n"
FAZHI = str(Path(sys.executable).with_name("fazhi"))
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\\:", exclude_categories=["Cc", "Cs"]), min_size=1).filter(lambda name: name.strip(". "))  # fmt: skip
CONTENTS = st.dictionaries(st.lists(NAMES, min_size=1, max_size=3).map("/".join), st.binary(max_size=200), max_size=6)


def zipped(contents: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return made.getvalue()


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@given(st.binary(max_size=2000), st.integers(1, 3))
def test_gzip_gives_back_what_went_in(data: bytes, parts: int) -> None:
    assert gunzip(gzip.compress(data) * parts, "a.txt.gz", limit=6000) == data * parts


@given(st.binary(min_size=1, max_size=2000), st.integers(0, 1999))
def test_gzip_beyond_the_limit_is_refused(data: bytes, limit: int) -> None:
    if limit >= len(data):
        assert gunzip(gzip.compress(data), "a.txt.gz", limit=limit) == data
    else:
        with pytest.raises(UnreadableReport, match=r"a\.txt\.gz: unpacks to more than"):
            gunzip(gzip.compress(data), "a.txt.gz", limit=limit)


@given(st.binary(min_size=1, max_size=300), st.data())
def test_gzip_cut_off_is_told(data: bytes, drawn: st.DataObject) -> None:
    packed = gzip.compress(data)
    cut = drawn.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(UnreadableReport, match="cut off"):
        gunzip(packed[:cut], "a.txt.gz", limit=1000)


@given(CONTENTS)
def test_zip_gives_back_what_went_in(tmp_path_factory: pytest.TempPathFactory, contents: dict[str, bytes]) -> None:
    archive = Archive(str(put(tmp_path_factory.mktemp("zip"), "a.zip", zipped(contents))))
    assert {name: archive.read(name, limit=200) for name in archive} == contents


@given(st.text(min_size=1))
def test_no_name_leads_out_of_the_archive(name: str) -> None:
    info = zipfile.ZipInfo()
    info.orig_filename = name
    parts = member_name(info).split("/")
    assert parts == [""] or all(part.strip(". ") and "\\" not in part and ord(min(part)) >= 0x20 for part in parts)


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
def test_names_without_a_flag(encoding: str) -> None:
    info = zipfile.ZipInfo()
    info.orig_filename = "2022年\\甘棠县.docx".encode(encoding).decode("cp437")
    assert member_name(info) == "2022年/甘棠县.docx"


def test_an_archive_as_windows_makes_it(tmp_path: Path) -> None:
    """Names in GBK, with backslashes, and no word on how they are encoded; 臷 holds a backslash's byte."""
    name = "2022年\\甘棠臷.txt".encode("gbk")
    data = zipped({"X" * len(name): TEXT.encode()}).replace(b"X" * len(name), name)
    (item,) = find_items([str(put(tmp_path, "甘棠.zip", data))])
    assert (item.id, read_report(item.path).text) == ("2022年/甘棠臷", TEXT)


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    inner = {
        "2022/甘棠县.txt": TEXT.encode(),
        "2022/安和市.html": f"<p>{TEXT}</p>".encode(),
        "2021/甘棠县.txt.gz": gzip.compress(TEXT.encode("gb18030")),
        "../../etc/passwd.txt": TEXT.encode(),
        "readme.pdf.exe": b"MZ",
        "__MACOSX/2022/._甘棠县.txt": b"\x00\x05\x16\x07",
        ".hidden.txt": b"x",
        "older.zip": zipped({"a.txt": TEXT.encode()}),
    }
    return put(tmp_path, "pile.zip", zipped(inner))


def test_an_archive_is_a_folder_to_its_members(pile: Path) -> None:
    items = list(find_items([str(pile)]))
    assert [(item.id, item.path.removeprefix(f"{pile}/")) for item in items if not item.problem] == [
        ("2021/甘棠县", "2021/甘棠县.txt.gz"),
        ("2022/安和市", "2022/安和市.html"),
        ("2022/甘棠县", "2022/甘棠县.txt"),
        ("etc/passwd", "etc/passwd.txt"),
    ]
    (nested,) = [item.problem for item in items if item.problem]
    assert "older.zip: an archive in an archive" in str(nested)


def test_an_archive_in_a_folder_gives_its_name_to_the_way(pile: Path) -> None:
    (pile.parent / "pile.txt").write_text(TEXT, "utf-8")
    names = [item.id for item in find_items([str(pile.parent)]) if not item.problem]
    assert names == ["pile", "pile/2021/甘棠县", "pile/2022/安和市", "pile/2022/甘棠县", "pile/etc/passwd"]


def test_members_are_read_and_named(pile: Path) -> None:
    for item in find_items([str(pile)]):
        if not item.problem:
            report = read_report(item.path, id=item.id)
            assert report.source == item.path
            assert TEXT.strip().split("\n") == report.text.strip().split("\n") or item.path.endswith(".html")


def test_tagging_an_archive_on_two_processes(pile: Path) -> None:
    alone, together = (
        subprocess.run([FAZHI, "tag", str(pile), "-q", "-j", jobs], capture_output=True) for jobs in "12"
    )
    assert together.stdout == alone.stdout
    records = [json.loads(line) for line in together.stdout.splitlines()]
    assert [record["source"].removeprefix(str(pile)) for record in records] == [
        "/2021/甘棠县.txt.gz",
        "/2022/安和市.html",
        "/2022/甘棠县.txt",
        "/etc/passwd.txt",
    ]
    assert "older.zip: an archive in an archive" in together.stderr.decode()
    assert together.returncode == 1


def test_nothing_is_written_outside_the_output_folder(pile: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    subprocess.run([FAZHI, "tag", str(pile), "-q", "-o", f"{out}/"], capture_output=True)
    assert (out / "etc" / "passwd.jsonl").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"pile.zip", "deep"}


def test_too_many_members(pile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 7)
    with pytest.raises(UnreadableReport, match=r"pile\.zip: 8 members; an archive may have at most 7"):
        Archive(str(pile))


def test_a_bomb_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_GIBIBYTE", 1 << 20)
    path = put(tmp_path, "bomb.zip", zipped({"a.txt": b" " * (4 << 20)}))
    with pytest.raises(UnreadableReport, match=r"bomb\.zip: unpacks to 4,194,304 bytes, more than 100 times its size"):
        Archive(str(path))


def test_members_that_share_bytes_are_refused(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.txt", bytes(range(256)) * 40)
        for number in range(50):
            twin = copy(archive.filelist[0])
            twin.filename = f"{number}.txt"
            archive.filelist.append(twin)
    with pytest.raises(UnreadableReport, match=r"bomb\.zip: its members share bytes"):
        Archive(str(put(tmp_path, "bomb.zip", made.getvalue())))


def test_a_large_member_is_refused_unread(tmp_path: Path) -> None:
    path = put(tmp_path, "a.zip", zipped({"a.txt": b" " * 100, "b.txt": TEXT.encode()}))
    with pytest.raises(UnreadableReport, match=r"a\.zip/a\.txt: 100 bytes; a report may have at most 99"):
        Archive(str(path)).read("a.txt", limit=99)


def test_a_damaged_member_does_not_cost_the_others(tmp_path: Path) -> None:
    data = zipped({"a.txt": bytes(range(256)) * 4, "b.txt": TEXT.encode()})
    path = put(tmp_path, "a.zip", data[:60] + b"\xff\xff\xff" + data[63:])
    first, second = find_items([str(path)])
    with pytest.raises(UnreadableReport, match=r"a\.zip/a\.txt: damaged in the archive"):
        read_report(first.path)
    assert read_report(second.path).text == TEXT


def test_a_name_that_is_there_twice(tmp_path: Path) -> None:
    data = zipped({"a.txt": TEXT.encode(), "b.txt": "二".encode()}).replace(b"b.txt", b"a.txt")
    path = put(tmp_path, "a.zip", data)
    first, second = find_items([str(path)])
    assert read_report(first.path).text == TEXT
    assert "twice" in str(second.problem)


def test_a_member_that_is_not_there(pile: Path) -> None:
    with pytest.raises(UnreadableReport, match=r"2020/a\.txt: no member of this name"):
        read_report(pile / "2020" / "a.txt")


def test_an_archive_that_changes_is_read_anew(tmp_path: Path) -> None:
    path = put(tmp_path, "a.zip", zipped({"a.txt": TEXT.encode()}))
    assert read_report(path / "a.txt").text == TEXT
    put(tmp_path, "a.zip", zipped({"b.txt": "二\n".encode()}))
    assert read_report(path / "b.txt").text == "二\n"


def test_a_gzip_file_has_the_id_of_what_it_holds() -> None:
    report = read_bytes(gzip.compress("<p>一</p>".encode()), "甘棠.html.gz")
    assert (report.id, report.text, report.source) == ("甘棠", "一\n", "甘棠.html.gz")
