"""Write tests/snapshots/*.json anew: what the released model makes of whole reports. Look at the diff before committing it."""

import json
import sys
from pathlib import Path
from typing import Any

from fazhi.extract import tag
from fazhi.pipeline.released import load
from fazhi.reading import read_report
from fazhi.records import Record

ROOT = Path(__file__).parents[1]
SNAPSHOTS = ROOT / "tests" / "snapshots"


def outline_of(record: Record) -> dict[str, Any]:
    """A record in short: no scores, one line a paragraph and an entity."""
    return {
        "meta": {key: value for key, value in record.as_json()["meta"].items() if value is not None},
        "paragraphs": [
            f"{p.role} {' '.join(area.area for area in p.areas)} | {record.text[p.start : p.end][:24]}"
            for p in record.paragraphs
        ],
        "entities": [f"{e.label} {e.text} {json.dumps(e.norm, ensure_ascii=False)}" for e in record.entities],
        "indicators": [f"{i.indicator} {i.value} {i.unit} {i.period} | {i.measure}" for i in record.indicators],
        "citations": [f"{c['title']} {c['doc_no']} {len(c['entities'])}" for c in record.citations],
    }


def main() -> None:
    nlp = load()
    for source in sorted(path for path in SNAPSHOTS.iterdir() if path.suffix in (".txt", ".html")):
        made = outline_of(tag(nlp, read_report(source)))
        source.with_suffix(".json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
        sys.stdout.write(f"{source.name}: {len(made['entities'])} entities\n")


if __name__ == "__main__":
    main()
