"""`Report`: the text of one report and where it came from. Offsets are code points into `text`, end exclusive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class CharSpan(NamedTuple):
    """A half-open run of characters, `text[start:end]`."""

    start: int
    end: int


def sha256_of(text: str) -> str:
    """Hash a text as it stands in `Report.text`, encoded in UTF-8.

    >>> sha256_of("法治")[:12]
    'afd50b774f73'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    r"""One report.

    Attributes:
        id: The report's name in a pile, by default the file's name without its suffix.
        text: The decoded text; for plain text the file's own but for `\r\n`, `\r` and a BOM. Never changed later.
        source: Where the text was read from, for people.
    """

    id: str
    text: str
    source: str = ""

    @property
    def sha256(self) -> str:
        """The hash by which annotations know this text."""
        return sha256_of(self.text)

    @property
    def paragraphs(self) -> tuple[CharSpan, ...]:
        """The non-empty lines, without the white space at their edges."""
        return tuple(paragraphs(self.text))


def paragraphs(text: str) -> Iterator[CharSpan]:
    r"""Find the paragraphs of a text: its non-empty lines, trimmed of white space.

    >>> [tuple(span) for span in paragraphs("一、总体情况\n\n　　全年办理复议案件12件。 \n")]
    [(0, 6), (10, 22)]
    """
    start = 0
    for line in text.split("\n"):
        body = line.lstrip()
        if body:
            first = start + len(line) - len(body)
            yield CharSpan(first, first + len(body.rstrip()))
        start += len(line) + 1
