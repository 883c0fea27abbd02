"""What pages, DOCX, PDF and Markdown share: how a block becomes a line, and where white space is only a broken line."""

from __future__ import annotations

import re
from collections.abc import Iterable

WIDE = "\u00b7\u2014\u2018\u2019\u201c\u201d\u2026\u2e80-\u2fdf\u3001-\u30ff\u31c0-\u31ef\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
"""Inside a character class: characters set without spaces between them (Han, and the punctuation of Chinese text)."""

_BETWEEN_WORDS = re.compile(r"[A-Za-z,.;:!?)][A-Za-z0-9(]|[0-9][A-Za-z(]")
_BLANKS = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_BROKEN_LINE = re.compile(rf"(?<=[{WIDE}])[ \t]*(?:\r\n?|\n)[ \t]*(?=[{WIDE}])")


def flat(text: str) -> str:
    r"""Make white space one space, and leave out characters that show nothing.

    A line end in the source between two wide characters is no space (CSS Text Level 3, §4.1.3): it is where an
    editor broke a long line.

    >>> flat("县司\n  法局　受理\t12\n 件\u200b")
    '县司法局 受理 12 件'
    """
    return _BLANKS.sub(" ", _BROKEN_LINE.sub("", text.translate(_INVISIBLE)))


def joint(before: str, after: str) -> str:
    """What stands between two parts of a broken line: a space between Latin words, else nothing.

    >>> joint("县司", "法局"), joint("受理", "12件"), joint("7595", "5万元"), joint("2024-01-", "29")
    ('', '', '', '')
    >>> joint("Open", "Data"), joint("Windows", "10")
    (' ', ' ')
    """
    return " " if _BETWEEN_WORDS.fullmatch(before[-1:] + after[:1]) else ""


def as_text(blocks: Iterable[str]) -> str:
    r"""One line a block, trimmed; blocks without text give none.

    >>> as_text(["　　一、概况 ", " ", "全年  2次"])
    '一、概况\n全年 2次\n'
    """
    return "".join(f"{line}\n" for line in (_BLANKS.sub(" ", block).strip() for block in blocks) if line)
