"""Status: how far each annotator is."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.doccano.kinds import KINDS
from fazhi.doccano.pull import missing
from fazhi.doccano.session import Session


def progress(session: Session, name: str) -> Iterator[str]:
    """A table of documents marked as done, by project and annotator.

    Raises:
        DoccanoError: The group has no project there.
    """
    counted = {kind: found for kind in KINDS if (found := session.progress(kind, name))}
    if not counted:
        raise missing(session, name)
    for kind, (total, done) in counted.items():
        yield f"{kind.project_name(name)}: {total:,} documents"
        for annotator, number in sorted(done.items()):
            yield f"  {annotator:20} {number:>7,} done  {100 * number / max(total, 1):5.1f} %"
