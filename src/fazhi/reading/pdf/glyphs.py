"""The characters of a PDF's page with their places, as PDFium tells them, turned as the page is shown."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple

from fazhi.reading.pdf.radicals import UNIFIED

_UPRIGHT = math.pi / 8
"""A character turned by more is no part of a line."""
_HYPHEN = 0x02
_LOWEST_SURROGATE, _LOWEST_LOW, _HIGHEST_SURROGATE = 0xD800, 0xDC00, 0xDFFF
_PICTURE_SHARE = 0.25
_MANY_SHAPES = 200
"""Text drawn as curves takes about one shape a character."""


class Glyph(NamedTuple):
    """A character on a page, in points from the lower left corner.

    Attributes:
        character: What it reads; a blank where the file holds one.
        left: Where it begins.
        right: Where the next one would.
        base: The line it stands on.
        height: Its font's.
        upright: It is not turned against the page.
    """

    character: str
    left: float
    right: float
    base: float
    height: float
    upright: bool


def glyphs_of(library: Any, page: Any, most: int) -> Iterator[Glyph]:
    """The characters of a page in the file's order; blanks that PDFium guessed are left out.

    Raises:
        OverflowError: The page has more than `most`.
    """
    raw = library.raw
    with closing(page.get_textpage()) as text:
        count = text.count_chars()
        if count > most:
            raise OverflowError(f"{count:,} characters on one page; at most {most:,}")
        turn, layer = _Turn(page), text.raw
        box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        high = 0
        for index in range(count):
            code = raw.FPDFText_GetUnicode(layer, index)
            if _LOWEST_SURROGATE <= code < _LOWEST_LOW:
                high = code
                continue
            if high and _LOWEST_LOW <= code <= _HIGHEST_SURROGATE:
                code = 0x10000 + ((high - _LOWEST_SURROGATE) << 10) + (code - _LOWEST_LOW)
            high = 0
            if code <= 0x20 and code != _HYPHEN and raw.FPDFText_IsGenerated(layer, index) == 1:
                continue
            raw.FPDFText_GetLooseCharBox(layer, index, box)
            raw.FPDFText_GetCharOrigin(layer, index, x, y)
            yield turn.glyph(_character(code), box, x.value, y.value, raw.FPDFText_GetCharAngle(layer, index))


def shows_pictures(page: Any) -> bool:
    """Whether a page without text shows a picture that fills a quarter of it, or text drawn as curves."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    shapes = 0
    for thing in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH)):
        if thing.type == raw.FPDF_PAGEOBJ_PATH:
            shapes += 1
            continue
        left, bottom, right, top = thing.get_bounds()
        if (right - left) * (top - bottom) >= _PICTURE_SHARE * width * height:
            return True
    return shapes >= _MANY_SHAPES


def _character(code: int) -> str:
    if code == _HYPHEN:
        return "-"
    if code == 0 or _LOWEST_SURROGATE <= code <= _HIGHEST_SURROGATE or code > 0x10FFFF:
        return "\ufffd"
    character = chr(code)
    return UNIFIED.get(character, character)


class _Turn:
    """How a page is turned to be shown (`/Rotate`), which its characters' places do not say."""

    def __init__(self, page: Any) -> None:
        self.quarters = page.get_rotation() // 90 % 4

    def glyph(self, character: str, box: Any, x: float, y: float, angle: float) -> Glyph:
        left, bottom = self._point(box.left, box.bottom)
        right, top = self._point(box.right, box.top)
        _, base = self._point(x, y)
        if not all(map(math.isfinite, (left, right, bottom, top, base, angle))):  # a transformation beyond all numbers
            return Glyph(character, 0.0, 0.0, 0.0, 0.0, upright=True)
        turned = (angle - self.quarters * math.pi / 2 + math.pi) % (2 * math.pi) - math.pi
        return Glyph(
            character, min(left, right), max(left, right), base, abs(top - bottom), angle < 0 or abs(turned) < _UPRIGHT
        )

    def _point(self, x: float, y: float) -> tuple[float, float]:
        match self.quarters:
            case 1:
                return y, -x
            case 2:
                return -x, -y
            case 3:
                return -y, x
        return x, y
