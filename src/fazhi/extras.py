"""Libraries that only some formats need, imported when one is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from fazhi.errors import FazhiError


def needed(library: str, extra: str) -> Any:
    """Import a library, or say how to install it.

    >>> needed("no_such_library", "xlsx")
    Traceback (most recent call last):
    fazhi.errors.FazhiError: this needs no_such_library, which is not installed: pip install 'fazhi[xlsx]'

    Raises:
        FazhiError: It is not installed.
    """
    try:
        return import_module(library)
    except ModuleNotFoundError as error:
        if error.name != library.split(".")[0]:
            raise
        raise FazhiError(f"this needs {library}, which is not installed: pip install 'fazhi[{extra}]'") from None
