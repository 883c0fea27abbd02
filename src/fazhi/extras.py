"""Libraries that only some formats need, imported when one is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from fazhi.errors import FazhiError


def needed(library: str, extra: str, *, by: str = "this") -> Any:
    """Import a library, or say how to install it.

    Args:
        library: The module's name.
        extra: The extra of fazhi that brings it.
        by: What needs it, for the error: a file that is read.

    >>> needed("no_such_library", "pdf", by="报告.pdf")
    Traceback (most recent call last):
    fazhi.errors.FazhiError: 报告.pdf needs no_such_library, which is not installed: pip install 'fazhi[pdf]'

    Raises:
        FazhiError: It is not installed.
    """
    try:
        return import_module(library)
    except ModuleNotFoundError as error:
        if error.name != library.split(".")[0]:
            raise
        raise FazhiError(f"{by} needs {library}, which is not installed: pip install 'fazhi[{extra}]'") from None
