"""Offsets for programs that count UTF-16 units, as JavaScript does: a character beyond U+FFFF counts two."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

Place = Callable[[int], int]


def to_utf16(text: str) -> Place:
    """A function from code points to UTF-16 units in this text.

    >>> [to_utf16("县😀办")(i) for i in range(4)]
    [0, 1, 3, 4]
    """
    wide = _wide(text)
    return lambda at: at + bisect_right(wide, at - 1)


def from_utf16(text: str) -> Place:
    """A function from UTF-16 units to code points in this text.

    >>> [from_utf16("县😀办")(i) for i in (0, 1, 3, 4)]
    [0, 1, 2, 3]

    Raises:
        ValueError: (By that function.) The offset stands within a character.
    """
    second = [at + before + 1 for before, at in enumerate(_wide(text))]

    def place(at: int) -> int:
        before = bisect_right(second, at)
        if before and second[before - 1] == at:
            raise ValueError(f"the offset {at} (UTF-16) stands within a character")
        return at - before

    return place


def _wide(text: str) -> list[int]:
    """Where the characters beyond U+FFFF stand."""
    return [] if text.isascii() or max(text) <= "\uffff" else [i for i, c in enumerate(text) if c > "\uffff"]
