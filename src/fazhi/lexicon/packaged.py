"""Files that come with the package but lie beside its code: configs and outlines."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def packaged(name: str) -> Path | None:
    """Find a file or folder of configs/: in the installed package, else in the source tree; None if it is in neither.

    >>> packaged("pipeline.cfg").name, packaged("没有.cfg") is None
    ('pipeline.cfg', True)
    """
    places = (_PACKAGE / "configs" / name, _PACKAGE.parents[1] / "configs" / name)
    return next((place for place in places if place.exists()), None)
