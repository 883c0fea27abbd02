"""Radicals that stand for the characters they look like: fonts that share a glyph often name the radical in a PDF."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

from fazhi.lexicon import table

_KANGXI = range(0x2F00, 0x2FD6)

UNIFIED = MappingProxyType(
    {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in _KANGXI}
    | {row["radical"]: row["character"] for row in table("radicals")}
)
"""`⼈` (U+2F08) to `人`: Unicode's compatibility mapping, and for its supplement, which has none, a table."""
