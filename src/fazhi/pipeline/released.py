"""The released pipeline: where it lies, and how it is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language

NAME = "fazhi_zh"
_PACKAGE = Path(__file__).parents[1]


def released_path() -> Path:
    """The folder of the released model: in the installed package, else in the source tree's models/.

    Raises:
        ModelError: There is none.
    """
    places = (_PACKAGE / "models" / NAME, _PACKAGE.parents[1] / "models" / NAME)
    for place in places:
        if (place / "meta.json").is_file():
            return place
    raise ModelError(
        f"no released model in {' or '.join(map(str, places))}; run `make train`, or name one with --model"
    )


def load(path: str | Path | None = None) -> Language:
    """Open a pipeline.

    Args:
        path: A model's folder; the released model by default.

    Raises:
        ModelError: The folder holds no model, or one that this version cannot open.
    """
    import spacy

    folder = Path(path) if path else released_path()
    if not (folder / "meta.json").is_file():
        raise ModelError(
            f"{folder}: no model there (expected a folder with meta.json); run `fazhi train --output {folder}`"
        )
    try:
        return spacy.load(folder)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{folder}: cannot open this model: {error}; train it again with `fazhi train`") from error
