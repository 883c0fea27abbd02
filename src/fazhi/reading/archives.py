"""Reports in gzip files and ZIP archives: read in memory, never unpacked to disk, and only as far as a report may go."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePath

from fazhi.errors import UnreadableReport

MAX_MEMBERS = 100_000
"""An archive with more members is refused."""
MAX_GROWTH = 100
"""An archive that says it unpacks to more than a gibibyte and more than this many times its size is refused."""
_GIBIBYTE = 1 << 30
_BETWEEN = re.compile(r"[\\/]+")
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f]|^[A-Za-z]:")
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
"""What zipfile says of damage: NotImplementedError of an unknown compression, RuntimeError of a lost password, ValueError of offsets."""


def gunzip(data: bytes, name: str, *, limit: int) -> bytes:
    """Unpack a gzip file, also of several parts.

    Raises:
        UnreadableReport: It is damaged or cut off, or holds more than `limit` bytes.
    """
    made = bytearray()
    rest = data
    while rest.strip(b"\0"):
        part = zlib.decompressobj(wbits=31)
        try:
            made += part.decompress(rest, limit + 1 - len(made))
        except zlib.error as error:
            raise UnreadableReport(f"{name}: a damaged gzip file ({error}); get it again") from error
        if len(made) > limit:
            raise UnreadableReport(f"{name}: unpacks to more than {limit:,} bytes; a report may have at most as many")
        if not part.eof:
            raise UnreadableReport(f"{name}: a gzip file that was cut off; get it again")
        rest = part.unused_data
    return bytes(made)


def member_name(info: zipfile.ZipInfo) -> str:
    r"""A member's name as its archiver meant it, as a relative path with `/`.

    Names without the UTF-8 flag are UTF-8 (macOS) or GBK (Windows in China). What would lead out of the archive
    (`..`, a drive, a leading `/`) is left out.

    >>> member_name(zipfile.ZipInfo("安和\\2022年.txt".encode("gbk").decode("cp437")))
    '安和/2022年.txt'
    >>> member_name(zipfile.ZipInfo("../../报告.txt"))
    '报告.txt'
    """
    name = info.orig_filename
    if not info.flag_bits & _UTF8_NAME:
        name = _meant(name)
    parts = (_UNPRINTED.sub("", part) for part in _BETWEEN.split(name))
    return "/".join(part for part in parts if part.strip(". "))


def _meant(name: str) -> str:
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


class Archive:
    """A ZIP archive of reports, its members by name."""

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            size = os.stat(path).st_size  # noqa: PTH116
        except _DAMAGE as error:
            raise UnreadableReport(
                f"{path}: a damaged ZIP archive, or none ({getattr(error, 'strerror', None) or error}); get it again"
            ) from error
        infos = [info for info in self._zip.infolist() if not info.is_dir()]
        _check(path, infos, size)
        self._infos: dict[str, zipfile.ZipInfo] = {}
        self.doubled: list[str] = []
        for info in infos:
            name = member_name(info)
            if name in self._infos:
                self.doubled.append(name)
            elif name:
                self._infos[name] = info

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    @property
    def is_document(self) -> bool:
        """Whether this is no archive but a Word document under its name."""
        return "word/document.xml" in self._infos

    def is_encrypted(self, name: str) -> bool:
        """Whether a member can only be read with a password."""
        return bool(self._infos[name].flag_bits & _ENCRYPTED)

    def read(self, name: str, *, limit: int) -> bytes:
        """Unpack one member.

        Raises:
            UnreadableReport: There is none of this name, or it is damaged, encrypted or too large.
        """
        shown = f"{self.path}/{name}"
        info = self._infos.get(name)
        if info is None:
            raise UnreadableReport(f"{shown}: no member of this name (list them: python -m zipfile -l {self.path})")
        if self.is_encrypted(name):
            raise UnreadableReport(encrypted(shown))
        if info.file_size > limit:
            raise UnreadableReport(f"{shown}: {info.file_size:,} bytes; a report may have at most {limit:,}")
        try:
            return self._zip.read(info)
        except _DAMAGE as error:
            raise UnreadableReport(f"{shown}: damaged in the archive ({error}); get the archive again") from error


def encrypted(shown: str) -> str:
    """Say that an archive or member is encrypted."""
    return f"{shown}: encrypted with a password; unpack the archive (7z x -p), and tag the folder"


def _check(path: str, infos: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse what is made to fill a machine.

    Raises:
        UnreadableReport: Too many members, members that share bytes, or too much for the archive's size.
    """
    if len(infos) > MAX_MEMBERS:
        raise UnreadableReport(f"{path}: {len(infos):,} members; an archive may have at most {MAX_MEMBERS:,}: split it")
    if sum(info.compress_size for info in infos) > size:
        raise UnreadableReport(f"{path}: its members share bytes (a ZIP bomb?); make the archive anew")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > max(_GIBIBYTE, MAX_GROWTH * size):
        raise UnreadableReport(
            f"{path}: unpacks to {unpacked:,} bytes, more than {MAX_GROWTH} times its size (a ZIP bomb?); "
            "if it is none, unpack it, and tag the folder"
        )


def open_archive(path: str) -> Archive:
    """Open an archive; the one opened last is kept, since its members are read one after another.

    Raises:
        UnreadableReport: It is missing, damaged, or refused.
    """
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError as error:
        raise UnreadableReport(f"{path}: {error.strerror or error}") from error
    return _opened(path, status.st_mtime_ns, status.st_size, os.getpid())


@lru_cache(maxsize=1)
def _opened(path: str, _changed: int, _size: int, _process: int) -> Archive:
    """The process counts: a forked one would share the file's position with its parent."""
    return Archive(path)


def split_member(path: str) -> tuple[str, str] | None:
    """Part `PILE.zip/2022/a.txt` into archive and member; None if no archive stands on the way.

    >>> split_member("nowhere.zip/2022/a.txt") is None
    True
    """
    if ".zip" not in path.lower():
        return None
    parts = PurePath(path).parts
    for end in range(len(parts) - 1, 0, -1):
        archive = Path(*parts[:end])
        if archive.suffix.lower() == ".zip" and archive.is_file():
            return str(archive), "/".join(parts[end:])
    return None
