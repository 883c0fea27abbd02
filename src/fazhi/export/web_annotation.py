"""W3C Web Annotation: JSON-LD, an AnnotationPage a report, a page a line. Streams both ways.

Offsets are code points, end exclusive, as the recommendation asks (TextPositionSelector); the covered text stands beside
them with its surroundings (TextQuoteSelector). The text itself is not in the file but where `source` says; its hash is
in the page's name, and to read a file back one gives the texts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fazhi.errors import FazhiError
from fazhi.export.atomic import atomic
from fazhi.export.covered import Mark, Marked, check_covered, marked
from fazhi.export.foreign import expecting
from fazhi.jsonl import dumps, read_jsonl
from fazhi.records import Entity, Record

CONTEXT = 16
"""How many characters before and behind a quotation are given with it."""


def write(records: Iterable[Record], path: Path) -> None:
    """Write a file of pages."""
    with atomic(path) as out:
        for record in records:
            out.write(dumps(_page(record)) + "\n")


@expecting("pages of annotations")
def read(path: Path, text_of: Callable[[str], str]) -> Iterator[Marked]:
    """Read a file back.

    Args:
        path: The file.
        text_of: Gives a report's text by its name.

    Raises:
        FazhiError: A line is no page of annotations.
        GoldMismatch: A quotation or its surroundings are not what stands in the text.
    """
    for number, page in enumerate(read_jsonl(path), 1):
        where = f"{path}: page {number}"
        try:
            id = page["partOf"]["label"]
            text = text_of(id)
            marks = [_mark(item, text, where) for item in page["items"]]
        except (KeyError, TypeError, ValueError) as error:
            raise FazhiError(f"{where}: expected an AnnotationPage with selectors of text ({error!r})") from None
        yield marked(id, text, marks, where)


def _page(record: Record) -> dict[str, Any]:
    name = f"urn:sha256:{record.sha256}"
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"{name}#page",
        "type": "AnnotationPage",
        "partOf": {"id": name, "type": "AnnotationCollection", "label": record.id},
        "startIndex": 0,
        "items": [_item(f"{name}#e{number}", record, entity) for number, entity in enumerate(record.entities)],
    }


def _item(name: str, record: Record, entity: Entity) -> dict[str, Any]:
    value = {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": dumps(entity.norm)}
    quotation = {
        "type": "TextQuoteSelector",
        "exact": entity.text,
        "prefix": record.text[max(0, entity.start - CONTEXT) : entity.start],
        "suffix": record.text[entity.end : entity.end + CONTEXT],
    }
    return {
        "id": name,
        "type": "Annotation",
        "motivation": "tagging",
        "body": [{"type": "TextualBody", "purpose": "tagging", "value": entity.label}, value],
        "target": {
            "source": quote(record.source),
            "selector": [{"type": "TextPositionSelector", "start": entity.start, "end": entity.end}, quotation],
        },
    }


def _mark(item: dict[str, Any], text: str, where: str) -> Mark:
    label, value = item["body"]
    place, quotation = item["target"]["selector"]
    start, end = place["start"], place["end"]
    around = quotation["prefix"], quotation["exact"], quotation["suffix"]
    check_covered(text, start - len(around[0]), end + len(around[2]), "".join(around), where)
    return Mark(start, end, label["value"], quotation["exact"], json.loads(value["value"]))
