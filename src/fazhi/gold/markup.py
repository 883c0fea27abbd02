r"""Inline markup, for writing and reading annotations by eye.

A paragraph's line begins with `⟦¶role area area⟧`; an entity is `⟦LABEL|text⟧`. A `⟦`, `⟧` or `\` of the text itself is
written with a `\` before it, so that taking the marks away always gives the text back, character for character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from fazhi.errors import MarkupError
from fazhi.gold.annotation import Gold
from fazhi.gold.spans import GoldParagraph, GoldSpan
from fazhi.labels import AREA_NAMES, ENTITY_LABELS, ROLE_NAMES
from fazhi.report import Report

_TOKEN = re.compile(
    r"\\(?P<escaped>.)|⟦¶(?P<paragraph>[a-z ]*)⟧|⟦(?P<label>[A-Z_]+)\||(?P<close>⟧)|(?P<stray>[⟦\\])", re.DOTALL
)
_TO_ESCAPE = re.compile(r"[⟦⟧\\]")


def read_markup(marked: str, *, id: str, source: str = "") -> Gold:
    r"""Read annotated text.

    >>> gold = read_markup("⟦¶progress disputes⟧⟦AGENCY|区司法局⟧受理⟦QUANTITY|12件⟧。", id="a")
    >>> gold.report.text, [(span.start, span.end, span.label) for span in gold.entities]
    ('区司法局受理12件。', [(0, 4, 'AGENCY'), (6, 9, 'QUANTITY')])
    >>> gold.paragraphs
    (GoldParagraph(start=0, end=10, role='progress', areas=('disputes',)),)

    Raises:
        MarkupError: A mark is unknown, nested, left open or misplaced; the message has the line.
    """
    text: list[str] = []
    entities: list[GoldSpan] = []
    tags: dict[int, tuple[str, ...]] = {}
    length, position, line = 0, 0, 1
    opened: tuple[str, int] | None = None

    def fail(what: str) -> MarkupError:
        return MarkupError(f"{source or id}:{line}: {what}: {marked[max(0, position - 10) : position + 20]!r}")

    for token in _TOKEN.finditer(marked):
        plain = marked[position : token.start()]
        text.append(plain)
        length += len(plain)
        line += plain.count("\n")
        position = token.end()
        if token["escaped"] is not None:
            text.append(token["escaped"])
            length += 1
        elif token["paragraph"] is not None:
            tags[length] = _tags(token["paragraph"], fail)
        elif token["label"]:
            if opened or token["label"] not in ENTITY_LABELS:
                raise fail("an entity inside another" if opened else f"unknown label {token['label']}")
            opened = token["label"], length
        elif token["close"]:
            if opened is None or opened[1] == length:
                raise fail("⟧ closes nothing" if opened is None else "an empty entity")
            entities.append(GoldSpan(opened[1], length, opened[0]))
            opened = None
        else:
            raise fail(f"a stray {token['stray']}; write \\{token['stray']} for the character itself")
    if opened:
        raise fail(f"{opened[0]} is never closed")
    text.append(marked[position:])
    report = Report(id=id, text="".join(text), source=source)
    return Gold(report=report, entities=tuple(entities), paragraphs=_paragraphs(report, tags))


def write_markup(gold: Gold) -> str:
    r"""Write a report with its annotations inline; `read_markup` gives the same gold back.

    >>> write_markup(read_markup("⟦¶plan⟧　向⟦AGENCY|市委⟧报告", id="a"))
    '⟦¶plan⟧\u3000向⟦AGENCY|市委⟧报告'
    """
    text = gold.report.text
    marks: list[tuple[int, int, str]] = []
    for paragraph in gold.paragraphs:
        line = text.rfind("\n", 0, paragraph.start) + 1
        marks.append((line, 1, f"⟦¶{' '.join((paragraph.role, *paragraph.areas))}⟧"))
    for span in gold.entities:
        marks += [(span.start, 2, f"⟦{span.label}|"), (span.end, 0, "⟧")]
    pieces, position = [], 0
    for offset, _, mark in sorted(marks):
        pieces += [_TO_ESCAPE.sub(r"\\\g<0>", text[position:offset]), mark]
        position = offset
    return "".join([*pieces, _TO_ESCAPE.sub(r"\\\g<0>", text[position:])])


def _tags(words: str, fail: Callable[[str], MarkupError]) -> tuple[str, ...]:
    role, *areas = words.split() or [""]
    if role not in ROLE_NAMES or not all(area in AREA_NAMES for area in areas):
        raise fail(f"unknown role or area in {words!r}")
    return (role, *areas)


def _paragraphs(report: Report, tags: dict[int, tuple[str, ...]]) -> tuple[GoldParagraph, ...]:
    """Tie each paragraph to the tag at the head of its line."""
    found = []
    for start, end in report.paragraphs:
        line = report.text.rfind("\n", 0, start) + 1
        tag = tags.pop(line, None) or tags.pop(start, None)
        if tag:
            found.append(GoldParagraph(start, end, tag[0], tag[1:]))
    _refuse(report, tags)
    return tuple(found)


def _refuse(report: Report, tags: Iterable[int]) -> None:
    for offset in tags:
        line = report.text.count("\n", 0, offset) + 1
        raise MarkupError(f"{report.source or report.id}:{line}: a paragraph mark that begins no paragraph")
