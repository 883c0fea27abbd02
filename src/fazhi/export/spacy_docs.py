"""spaCy's DocBin: Docs of character tokens with their entities and span groups, as the pipeline makes them.

Offsets are spaCy's own: tokens, and code points through `start_char` and `end_char`, end exclusive. A DocBin is packed as
a whole: one file (`PATH.spacy`) holds the pile in memory, writing and reading; a folder (any other PATH) holds parts of 500
reports and streams, and spaCy's `train` reads it too. What a Doc has no place for stands in `doc.user_data["fazhi"]`, as JSON.
White space in a row is one token, and no entity may begin or end within it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from fazhi.errors import FazhiError
from fazhi.export.atomic import atomic_path
from fazhi.export.foreign import expecting
from fazhi.records import Record

PART = 500


def write(records: Iterable[Record], path: Path) -> None:
    """Write a DocBin, or a folder of them.

    Raises:
        MisalignedSpan: An entity begins or ends within a run of white space.
    """
    from fazhi.pipeline.record_docs import pack

    if path.suffix == ".spacy":
        _put(path, pack(records))
        return
    left = iter(records)
    number = 0
    while part := list(islice(left, PART)):
        _put(path / f"{number:05}.spacy", pack(part))
        number += 1


@expecting("a DocBin of `fazhi export`")
def read(path: Path) -> Iterator[Record]:
    """Read the records of a DocBin or a folder of them back.

    Raises:
        FazhiError: There is none.
        GoldMismatch: An entity's text is not what the Doc has.
    """
    from fazhi.pipeline.record_docs import unpack

    parts = [path] if path.is_file() else sorted(path.glob("*.spacy"))
    if not parts:
        raise FazhiError(f"{path}: no DocBin there (*.spacy)")
    for part in parts:
        yield from unpack(part.read_bytes(), str(part))


def _put(path: Path, data: bytes) -> None:
    with atomic_path(path) as part:
        part.write_bytes(data)
