"""Vocabularies as data: tab-separated tables with a header and a `source` column, read once and cached."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Read a table of this package by its name without suffix; lines that begin with # are comments.

    >>> table("units")[0]["unit"]
    '件'
    """
    text = (files(__package__) / f"{name}.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def column(name: str, field: str) -> tuple[str, ...]:
    """One column of a table, in its order."""
    return tuple(row[field] for row in table(name))
