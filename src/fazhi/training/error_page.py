"""The errors of an evaluation as one HTML page that needs nothing beside it, and what changed against another evaluation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Protocol, TypeVar

from jinja2 import Environment, StrictUndefined

from fazhi.training.error_log import Errors
from fazhi.training.evaluate import Evaluation, ParagraphError, SpanError

_TEMPLATE = "error_page.html.jinja"
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
"""What HTML forbids, what no encoder takes, and what turns the direction of the text around it."""


class Error(Protocol):
    """An error with its place."""

    @property
    def report(self) -> str: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102


E = TypeVar("E", bound=Error)


@dataclass(frozen=True, slots=True)
class Row:
    """An error as the page shows it.

    Attributes:
        report: The report's id.
        start: First character.
        end: One past the last character.
        label: A label, a role or an area.
        kind: Of the error.
        change: `gained`, `kept` or `lost` against the other evaluation; empty without one.
        before: Text before, or the headings above a paragraph.
        text: What is marked.
        after: Text after it.
        note: What was found instead, of a paragraph.
    """

    report: str
    start: int
    end: int
    label: str
    kind: str
    change: str
    before: str
    text: str
    after: str
    note: str


def compare_errors(new: Iterable[E], old: Iterable[E]) -> tuple[list[E], list[E]]:
    """What is new and what is gone, by report, start, end and label.

    Args:
        new: The errors of the pipeline in question.
        old: Those of the one it is compared with, on the same gold.

    Returns:
        The errors gained (only in `new`) and lost (only in `old`), each in its own order.
    """
    new, old = list(new), list(old)
    before, now = {_key(error) for error in old}, {_key(error) for error in new}
    return [error for error in new if _key(error) not in before], [error for error in old if _key(error) not in now]


def error_page(evaluation: Evaluation, *, title: str, old: Errors | None = None) -> str:
    """Show every error in context, by label and kind, with filters.

    Args:
        evaluation: The evaluation.
        title: The page's heading.
        old: Other errors on the same gold: this evaluation's are then marked as gained, kept or lost.

    Returns:
        HTML that loads nothing and may hold any text: all of it is escaped.
    """
    rows = [
        *_rows(evaluation.errors, old.errors if old else None),
        *_rows(evaluation.paragraph_errors, old.paragraph_errors if old else None),
    ]
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_shown, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string((files(__package__) / _TEMPLATE).read_text("utf-8"))
    return template.render(
        title=title,
        rows=rows,
        counts=_counts(row for row in rows if row.change != "lost"),
        compared=old is not None,
        changes=Counter(row.change for row in rows),
        choices={name: _distinct(getattr(row, name) for row in rows) for name in ("label", "kind", "change", "report")},
    )


def _key(error: Error) -> tuple[str, int, int, str]:
    return error.report, error.start, error.end, error.label


def _rows(new: Sequence[SpanError | ParagraphError], old: Sequence[SpanError | ParagraphError] | None) -> Iterator[Row]:
    """The rows of one sort of error, those lost after the others."""
    if old is None:
        yield from (_row(error, "") for error in new)
        return
    gained, lost = compare_errors(new, old)
    keys = {_key(error) for error in gained}
    yield from (_row(error, "gained" if _key(error) in keys else "kept") for error in new)
    yield from (_row(error, "lost") for error in lost)


def _row(error: SpanError | ParagraphError, change: str) -> Row:
    place = (error.report, error.start, error.end, error.label, error.kind, change)
    if isinstance(error, SpanError):
        return Row(*place, error.before, error.text, error.after, "")
    wanted, found = (", ".join(names) or "none" for names in (error.wanted, error.found))
    return Row(*place, " / ".join(error.section), error.text, "", f"{wanted} → {found}")


def _counts(rows: Iterable[Row]) -> dict[str, Counter[str]]:
    """How many errors of each kind a label has, the label with the most first."""
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row.label, Counter())[row.kind] += 1
    return dict(sorted(counts.items(), key=lambda pair: -pair[1].total()))


def _distinct(values: Iterable[str]) -> list[str]:
    return sorted({value for value in values if value})


def _shown(value: object) -> object:
    r"""A template's value, without the characters that no page can show.

    >>> _shown("县\x00司法局"), _shown(12)
    ('县\ufffd司法局', 12)
    """
    return _UNSHOWABLE.sub("\ufffd", value) if isinstance(value, str) else value
