"""Records → one HTML page that needs nothing else: no network, no server, no other file.

The page is written as the records come, so a pile needs no more memory than its largest report: the shell, each report
as JSON in a script element of its own (parsed only when it is chosen), and last the contents, which list and count them.
No text of a report ever becomes markup; the policy in the head allows nothing but the page's own script and style.
"""

from __future__ import annotations

import base64
import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from importlib.resources import files
from string import Template
from typing import Any
from urllib.parse import quote

from fazhi import __version__
from fazhi.errors import FazhiError
from fazhi.export.columns import indicator_names
from fazhi.export.utf16 import Place, to_utf16
from fazhi.jsonl import dumps
from fazhi.labels import AREAS, ENTITIES, ROLES, Label
from fazhi.records import Entity, Indicator, OutlineRef, Paragraph, Record

_SCRIPTS = ("words.js", "report.js", "filters.js", "tip.js", "script.js")
_COUNTED = ("value", "max", "min")
_ESCAPED = "<>&\u2028\u2029"


def render_page(records: Iterable[Record]) -> Iterator[str]:
    """Write the page of a pile, piece by piece.

    Raises:
        FazhiError: There is no record to show.
    """
    head, tail = _shell()
    yield head
    contents = Contents()
    for record in records:
        contents.add(record)
        yield _data(sheet(record), 'class="report"')
    if not contents.reports:
        raise FazhiError("no records to show: expected at least one; `fazhi tag REPORTS -o records.jsonl` makes them")
    yield _data(contents.as_json(), 'id="contents"')
    yield tail


class Contents:
    """What the page knows of its reports before one is opened: their names, their counts, and the totals."""

    def __init__(self) -> None:
        self.reports: list[dict[str, Any]] = []
        self.characters = self.paragraphs = 0
        self.labels: Counter[str] = Counter()
        self.areas: Counter[str] = Counter()
        self._used: Counter[str] = Counter()

    def add(self, record: Record) -> None:
        """Count a record and list it."""
        labels = Counter(entity.label for entity in record.entities)
        self.characters += len(record.text)
        self.paragraphs += len(record.paragraphs)
        self.labels.update(labels)
        self.areas.update(area.area for paragraph in record.paragraphs for area in paragraph.areas)
        self.reports.append(
            {
                "key": self._key(record.id),
                "id": record.id,
                "title": title_of(record),
                "region": record.meta.region,
                "period": record.meta.period or record.meta.year,
                "characters": len(record.text),
                "entities": labels.total(),
            }
        )

    def _key(self, id: str) -> str:
        """A name for the address bar, unique in the page: `page.html#KEY@OFFSET` opens a report at a character."""
        key = quote(id, safe="/", errors="replace")
        self._used[key] += 1
        return key if self._used[key] == 1 else f"{key},{self._used[key]}"

    def as_json(self) -> dict[str, Any]:
        """The contents as plain data, with the names that the page shows in two languages."""
        return {
            "version": __version__,
            "words": words(),
            "labels": _names(ENTITIES),
            "roles": _names(ROLES),
            "areas": _names(AREAS),
            "reports": self.reports,
            "totals": {
                "characters": self.characters,
                "paragraphs": self.paragraphs,
                "labels": self.labels,
                "areas": self.areas,
            },
        }


def sheet(record: Record) -> dict[str, Any]:
    """A report as the page holds it: `start` and `end` as in the record, `from` and `to` for strings in JavaScript."""
    units = to_utf16(record.text)
    told = {indicator.entity: indicator for indicator in record.indicators}
    return {
        "text": record.text,
        "source": record.source,
        "meta": {name: value for name, value in asdict(record.meta).items() if value is not None},
        "model": record.model,
        "warnings": record.warnings,
        "paragraphs": [_paragraph(paragraph, units) for paragraph in record.paragraphs],
        "entities": [_entity(entity, units, told.get(i)) for i, entity in enumerate(record.entities)],
        "outline": outline(record),
    }


def outline(record: Record) -> list[dict[str, Any]]:
    """The tree of sections, flattened: depth (1 outermost), title, and the paragraph where each begins.

    A heading paragraph opens a section; so does a paragraph with a heading run into it.
    """
    entries: list[dict[str, Any]] = []
    before: tuple[str, ...] = ()
    for i, paragraph in enumerate(record.paragraphs):
        path = paragraph.section
        if paragraph.heading_level is not None:
            path = (*path, record.text[paragraph.start : paragraph.end])
            before = before[: len(path) - 1]
        if not path:
            continue
        shared = _shared(before, path)
        entries += [{"depth": d + 1, "title": path[d], "paragraph": i} for d in range(shared, len(path))]
        before = path
    return entries


def title_of(record: Record) -> str:
    """The name a report goes by: its title, else its first paragraph that is one, else its id."""
    titles = (record.text[p.start : p.end] for p in record.paragraphs if p.role == "title")
    return record.meta.title or next(titles, record.id)


def words() -> dict[str, list[str]]:
    """The interface's words by key, in Chinese and in English."""
    rows = csv.DictReader(_asset("words.tsv").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["key"]: [row["zh"], row["en"]] for row in rows}


def policy(style: str, script: str) -> str:
    """The Content-Security-Policy: this script and this style by their hashes, and nothing else from anywhere.

    >>> policy("", "")[:52]
    "default-src 'none'; script-src 'sha256-47DEQpj8HBSa+"
    """
    parts = ("default-src 'none'", f"script-src '{_hash(script)}'", f"style-src '{_hash(style)}'")
    return "; ".join((*parts, "base-uri 'none'", "form-action 'none'"))


def _shell() -> tuple[str, str]:
    """What stands before the reports, and after."""
    style = f"\n{_colours()}\n{_asset('style.css')}"
    script = '\n"use strict";\n{{\n{}}}\n'.format("\n".join(map(_asset, _SCRIPTS)))
    head, tail = _asset("page.html").split("$reports", 1)
    parts = {"policy": policy(style, script), "style": style, "script": script, "version": __version__}
    return Template(head).substitute(parts), Template(tail).substitute(parts)


def _asset(name: str) -> str:
    return (files("fazhi.export") / "page" / name).read_text("utf-8")


def _colours() -> str:
    """The inventory's colours as rules: what is named `LAW` in the page is shown in that colour."""
    rules = (f'[data-name="{label.name}"] {{ --hue: {label.colour}; }}' for label in (*ENTITIES, *ROLES, *AREAS))
    return "\n".join(rules)


def _names(labels: Sequence[Label]) -> dict[str, list[str]]:
    return {label.name: [label.chinese, label.meaning] for label in labels}


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _data(value: Any, attributes: str) -> str:
    """A value as JSON in a script element; whatever could end the element, or a line, is an escape."""
    json = dumps(value)
    for char in _ESCAPED:
        json = json.replace(char, f"\\u{ord(char):04x}")
    return f'<script type="application/json" {attributes}>{json}</script>\n'


def _paragraph(paragraph: Paragraph, units: Place) -> dict[str, Any]:
    return {
        "start": paragraph.start,
        "from": units(paragraph.start),
        "to": units(paragraph.end),
        "role": paragraph.role,
        "level": paragraph.heading_level,
        "depth": len(paragraph.section),
        "areas": [[area.area, area.score, _answer(area.outline)] for area in paragraph.areas],
    }


def _answer(outline: OutlineRef | None) -> list[Any] | None:
    """What an area answers to, as the page shows it: outline, section, heading, measure and its heading, next section."""
    if outline is None:
        return None
    successor = outline.next and [outline.next.id, outline.next.section, list(outline.next.measures)]
    number = [outline.measure, outline.measure_heading] if outline.measure is not None else None
    return [outline.id, outline.section, outline.heading, number, successor]


def _entity(entity: Entity, units: Place, told: Indicator | None) -> dict[str, Any]:
    indicator = (
        {"indicator": f"{indicator_names().get(told.indicator, '')} {told.indicator}, {told.score:.2f}"} if told else {}
    )
    return {
        **indicator,
        "start": entity.start,
        "end": entity.end,
        "from": units(entity.start),
        "to": units(entity.end),
        "label": entity.label,
        "score": entity.score,
        "by": entity.by,
        "norm": {key: _value(key, value) for key, value in entity.norm.items() if value is not None},
    }


def _value(key: str, value: Any) -> Any:
    """A normalised value for people. Numbers become text here, where they are exact, not in JavaScript."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    exact = Decimal(str(value))
    return f"{exact:,f}" if key in _COUNTED else f"{exact:f}"


def _shared(a: Sequence[str], b: Sequence[str]) -> int:
    """How many elements two sequences share from their beginning."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
