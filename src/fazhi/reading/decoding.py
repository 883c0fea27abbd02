"""Bytes → characters: UTF-8, UTF-16, GB18030, found by BOM, then by trial, then by charset-normalizer."""

from __future__ import annotations

import codecs

from fazhi.errors import UnreadableReport

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ["gb18030", "big5", "utf_16_le", "utf_16_be"]
_SAMPLE = 200_000
_BROKEN_SHARE = 1000
_BINARY = frozenset(chr(c) for c in (*range(0x09), *range(0x0E, 0x1B), 0x7F)) | {"\ufffe"}


def decode(data: bytes, name: str, *, declared: str | None = None, damaged: bool = False) -> str:
    """Decode a file.

    Args:
        data: The raw bytes.
        name: The file's name, for the error.
        declared: The encoding the file claims, tried when the bytes are no UTF-8.
        damaged: Take a text with a few broken bytes (one, and one more in a thousand), each shown as U+FFFD, as a browser does.

    Raises:
        UnreadableReport: The bytes are binary, or text in no encoding that Chinese reports use.
    """
    encoding = _encoding(data, declared)
    if damaged and not (encoding and _decodes(data, encoding)) and (text := _mended(data)):
        return text
    if encoding is None:
        raise UnreadableReport(f"{name}: not a text file, or in an unknown encoding; expected UTF-8, UTF-16 or GB18030")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableReport(
            f"{name}: byte {error.start} is no {encoding} ({error.reason}); expected UTF-8, UTF-16 or GB18030"
        ) from error
    controls = sum(map(text[:_SAMPLE].count, _BINARY))
    if controls > len(text[:_SAMPLE]) / 100:
        raise UnreadableReport(f"{name}: a binary file ({controls} control characters in the first {_SAMPLE:,})")
    return text


def _encoding(data: bytes, declared: str | None) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    if b"\0" not in data[:_SAMPLE] or declared:
        for encoding in filter(None, ("utf-8", _known(declared))):
            if _decodes(data, encoding):
                return encoding
    return _detected(data)


def _mended(data: bytes) -> str | None:
    """The text with U+FFFD for broken bytes, in the encoding that needs fewer of them; None where they are many."""
    if b"\0" in data[:_SAMPLE]:
        return None
    text = min((data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")), key=_broken)
    return text if _broken(text) <= 1 + len(text) // _BROKEN_SHARE else None


def _broken(text: str) -> int:
    return text.count("\ufffd")


def _known(declared: str | None) -> str | None:
    """The codec for a declared charset; GB2312 and GBK files hold characters of their superset GB18030."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return None
    return "gb18030" if name in {"gb2312", "gbk"} else name


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_CANDIDATES).best()
    return best.encoding if best else None
