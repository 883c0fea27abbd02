"""Which reports train, which choose (dev), which judge (test). By report, never by paragraph."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

SPLITS = ("train", "dev", "test")
_DEV_SHARE, _TEST_SHARE = 0.1, 0.1


def split_of(id: str, manifest: dict[str, str] | None = None) -> str:
    """The split of a report: as the manifest says, else by a hash of its id, so that it never moves as the corpus grows.

    Args:
        id: The report.
        manifest: Splits by id. One that says `train` leaves a tenth, by hash, to dev.

    >>> split_of("a", {"a": "test"}), {split_of(str(n)) for n in range(50)} == set(SPLITS)
    ('test', True)
    """
    said = (manifest or {}).get(id)
    if said in ("dev", "test"):
        return said
    place = int(hashlib.sha256(id.encode()).hexdigest()[:8], 16) / 0x100000000
    if place < _DEV_SHARE:
        return "dev"
    return "test" if said is None and place >= 1 - _TEST_SHARE else "train"


def read_manifest(path: Path) -> dict[str, str]:
    """Splits by report id from a manifest (columns `id` and `split`); empty if there is no such file."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: row["split"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
