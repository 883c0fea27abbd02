"""Label Studio's JSON: a task a report, its entities as predictions. Writing streams; a file is read whole.

Offsets are code points, end exclusive: so does Label Studio count in a `Text` (before 1.5 it counted UTF-16 units). The
labelling interface for it is `INTERFACE`. Normalised values stand as a region's `meta`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.export.atomic import atomic
from fazhi.export.covered import Mark, Marked, marked
from fazhi.export.foreign import expecting
from fazhi.jsonl import dumps
from fazhi.labels import ENTITIES
from fazhi.records import Entity, Record

_LABELS = "".join(
    f'<Label value="{label.name}" alias="{label.name}" background="{label.colour}"/>' for label in ENTITIES
)
INTERFACE = (
    f'<View><Labels name="label" toName="text">{_LABELS}</Labels>'
    '<Text name="text" value="$text" style="white-space: pre-wrap"/></View>'
)


def write(records: Iterable[Record], path: Path) -> None:
    """Write a file that Label Studio imports: a JSON array, a task a line."""
    with atomic(path) as out:
        out.write("[")
        for number, record in enumerate(records):
            out.write((",\n" if number else "\n") + dumps(_task(record)))
        out.write("\n]\n")


@expecting("Label Studio's JSON")
def read(path: Path) -> Iterator[Marked]:
    """Read a file back, or one that Label Studio exported as JSON: a task's first annotation counts, else its prediction.

    Raises:
        FazhiError: It is no list of tasks.
        GoldMismatch: A region's text is not what its offsets cover.
    """
    try:
        tasks = json.loads(path.read_bytes())
        for number, task in enumerate(tasks, 1):
            data = task["data"]
            results = (task.get("annotations") or task.get("predictions") or [{"result": []}])[0]["result"]
            marks = [_mark(region) for region in results if region["type"] == "labels"]
            yield marked(str(data.get("report", task.get("id", number))), data["text"], marks, f"{path}: task {number}")
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise FazhiError(f"{path}: expected a list of Label Studio tasks with regions of text ({error!r})") from None


def _task(record: Record) -> dict[str, Any]:
    prediction = {
        "model_version": " ".join(record.model.values()),
        "result": [_region(number, entity) for number, entity in enumerate(record.entities)],
    }
    return {"data": {"report": record.id, "source": record.source, "text": record.text}, "predictions": [prediction]}


def _region(number: int, entity: Entity) -> dict[str, Any]:
    value = {"start": entity.start, "end": entity.end, "text": entity.text, "labels": [entity.label]}
    region = {"id": f"e{number}", "from_name": "label", "to_name": "text", "type": "labels", "value": value}
    return region | {"score": entity.score, "meta": {"norm": entity.norm}}


def _mark(region: dict[str, Any]) -> Mark:
    value = region["value"]
    norm = (region.get("meta") or {}).get("norm", {})
    return Mark(value["start"], value["end"], value["labels"][0], value["text"], norm)
