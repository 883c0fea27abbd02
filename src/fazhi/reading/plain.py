"""Plain text. The text is the decoded file; only line ends are made one kind and a BOM is dropped."""

from __future__ import annotations

from fazhi.reading.decoding import decode


def read_plain(data: bytes, name: str) -> str:
    r"""Read a text file.

    >>> read_plain("一、概况\r\n　全年２次 ".encode("gb18030"), "报告.txt")
    '一、概况\n　全年２次 '

    Raises:
        UnreadableReport: The bytes are no text.
    """
    return decode(data, name).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
