"""Files that go wrong, each by the name that docs/robustness.md gives it; all are tagged in one run with good ones between."""

import os
from collections.abc import Callable
from pathlib import Path

TEXT = "一、工作情况\n全年县司法局受理行政复议案件12件，印发《甘棠县信访办法》（甘政发〔2021〕4号）。\n"
Make = Callable[[Path], object]


def data(content: bytes) -> Make:
    return lambda path: path.write_bytes(content)


def text(content: str, encoding: str = "utf-8") -> Make:
    return data(content.encode(encoding))


def sparse(size: int) -> Make:
    """A file of so many NUL bytes that takes no room."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(size)

    return make


def link(target: str) -> Make:
    return lambda path: path.symlink_to(target)


INPUTS: dict[str, Make] = {
    # characters
    "an empty file": data(b""),
    "white space only": text(" \n\t\r\n　\n"),
    "all byte values": data(bytes(range(256)) * 40),
    "a text with a NUL character": text(TEXT * 20 + TEXT.replace("\n", "\0\n", 1)),
    "a text full of NUL characters": text(TEXT.replace("", "\0")),
    "a text with control characters": text(TEXT * 20 + TEXT.replace("，", "\x07\x1b，")),
    "right-to-left marks and zero-width characters": text(TEXT.replace("，", "\u202e，\u200b\u200f")),
    "emoji and characters beyond U+FFFF": text(f"😀𠮷{TEXT}"),
    "lone surrogates, written as UTF-8 has none": data(
        TEXT.encode() + "\ud83d".encode("utf-8", "surrogatepass") + TEXT.encode()
    ),
    "GB18030": text(TEXT * 3, "gb18030"),
    "UTF-16 with a byte order mark": text(TEXT * 3, "utf-16"),
    "UTF-16, cut in the middle of a character": data(TEXT.encode("utf-16")[:-1]),
    "UTF-8, cut in the middle of a character": data(TEXT.encode()[:-3]),
    "UTF-8 and GB18030 in one file": data(TEXT.encode() * 3 + TEXT.encode("gb18030") * 3),
    "line ends of all kinds": data(TEXT.replace("\n", "\r\n").encode() + TEXT.replace("\n", "\r").encode()),
    # size
    "a file of 300 MB": sparse(300 << 20),
    "1.2 million characters in one line": text(TEXT.replace("\n", "") * 30_000),
    "1.2 million characters in lines": text(TEXT * 30_000),
    "a line of 120,000 characters": text(TEXT.replace("\n", "") * 3_000),
    "a line of 30,000 characters": text(TEXT.replace("\n", "") * 700),
    "a million short lines": text("法\n" * 1_000_000),
    "120,000 short lines": text("法\n" * 120_000),
    "30,000 empty lines": text("\n" * 30_000 + TEXT),
    "30,000 opening marks": text("《" * 30_000),
    "30,000 digits": text("1" * 30_000),
    # files
    "a folder called x.txt": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path),
    "an endless device": link("/dev/zero"),
    "a link to nothing": link("nowhere.txt"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a file that may not be read": link("/proc/sys/vm/compact_memory"),
}


def make(folder: Path) -> dict[str, Path]:
    """Make them all, numbered, with a good file before each; where they are, by name."""
    folder.mkdir()
    places = {}
    for number, (name, make_one) in enumerate(INPUTS.items()):
        (folder / f"{number:02}-a.txt").write_text(TEXT, "utf-8")
        places[name] = folder / f"{number:02}-b.txt"
        make_one(places[name])
    return places
