"""What is no ordinary file is named and passed over; nothing is waited for."""

import os
import socket
from io import BytesIO
from pathlib import Path

import pytest

from fazhi.errors import UnreadableReport
from fazhi.reading.files import read_file, read_stream


def test_an_ordinary_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("一、概况", "utf-8")
    assert read_file(tmp_path / "a.txt").decode() == "一、概况"


def test_a_file_without_a_size() -> None:
    assert b"Name:" in read_file(Path("/proc/self/status"))


def test_a_pipe_that_nobody_writes_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(UnreadableReport, match=r"a\.txt: a pipe; expected a file .*fazhi tag -"):
        read_file(tmp_path / "a.txt")


def test_an_endless_device() -> None:
    with pytest.raises(UnreadableReport, match="/dev/zero: a device"):
        read_file(Path("/dev/zero"))


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's name must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("a.txt")
        with pytest.raises(UnreadableReport, match=r"a\.txt: "):
            read_file(Path("a.txt"))


def test_a_folder_called_like_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(UnreadableReport, match=r"a\.txt: (a folder|Is a directory)"):
        read_file(tmp_path / "a.txt")


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("b.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    with pytest.raises(UnreadableReport, match=r"a\.txt: Too many levels of symbolic links"):
        read_file(tmp_path / "a.txt")


def test_names_that_no_file_can_have() -> None:
    with pytest.raises(UnreadableReport, match=r"null (byte|character)"):
        read_file(Path("a\0.txt"))
    with pytest.raises(UnreadableReport, match="File name too long"):
        read_file(Path("法" * 200 + ".txt"))


def test_too_large_is_told_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(1 << 40)  # a sparse file: a terabyte that takes no room
    with pytest.raises(
        UnreadableReport, match=r"at least 1,099,511,627,776 bytes; a report may have at most 268,435,456"
    ):
        read_file(tmp_path / "a.txt")


def test_an_endless_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fazhi.reading.files.MAX_BYTES", 10)
    assert read_stream(BytesIO(b"x" * 10), "standard input") == b"x" * 10
    with pytest.raises(UnreadableReport, match="standard input: at least 11 bytes; a report may have at most 10"):
        read_stream(BytesIO(b"x" * 11), "standard input")


def test_a_file_that_grows_gives_what_it_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100)
    status = os.fstat

    def fstat_and_grow(handle: int) -> os.stat_result:
        held = status(handle)
        if held.st_ino == path.stat().st_ino:
            with path.open("ab") as more:
                more.write(b"y" * 100)
        return held

    monkeypatch.setattr("fazhi.reading.files.os.fstat", fstat_and_grow)
    assert read_file(path) == b"x" * 100
