"""What can go wrong, named. Every message says what, where, what was expected and, where there is one, the next command."""

from __future__ import annotations


class FazhiError(Exception):
    """The base of every error that is the input's fault; the command line prints it without a traceback."""


class UnreadableReport(FazhiError):
    """A file that cannot be turned into a `Report`: it is missing, binary, empty or in an unknown format."""


class GoldMismatch(FazhiError):
    """An annotation that does not belong to its text: another hash, other covered text, a span out of bounds."""


class MarkupError(FazhiError):
    """Inline markup (`⟦LABEL|…⟧`) that cannot be read."""


class MisalignedSpan(FazhiError):
    """A span that is not a run of whole tokens."""


class ModelError(FazhiError):
    """A model that is missing, of another version, or not trained."""


class DoccanoError(FazhiError):
    """A doccano server that cannot be reached, refuses, is of another version, or holds something else than expected."""


def excerpt(text: str, start: int, end: int, *, context: int = 8) -> str:
    """Show `text[start:end]` in brackets between `context` characters of its surroundings, on one line.

    >>> excerpt("由区司法局牵头负责", 1, 5, context=3)
    '由[区司法局]牵头负'
    """
    shown = f"{text[max(0, start - context) : start]}[{text[start:end]}]{text[end : end + context]}"
    return shown.replace("\n", "⏎")
