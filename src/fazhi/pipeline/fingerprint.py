"""What tells models apart: a sum over all that a model's folder holds."""

from __future__ import annotations

import hashlib
from pathlib import Path

from fazhi.pipeline.released import released_path


def fingerprint(path: str | Path | None = None) -> str:
    """A model's folder by name and the beginning of its sum; another content gives another one.

    Args:
        path: A model's folder; the released model by default. What is not there has a fingerprint too.

    Raises:
        ModelError: There is no released model.
    """
    folder = Path(path) if path else released_path()
    total = hashlib.sha256()
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        total.update(f"{file.relative_to(folder).as_posix()}\n".encode("utf-8", "surrogateescape"))
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return f"{folder.name} ({total.hexdigest()[:12]})"
