"""What a server's refusals and a connection's ends are called."""

from __future__ import annotations

from typing import Any

_SHOWN = 200
"""How much of an answer an error repeats."""


def refusal(response: Any, doing: str, user: str) -> str:
    """Say why a server refused, as far as its answer tells.

    Args:
        response: The answer, with `status_code` and `text`.
        doing: What was asked for.
        user: Who asked.
    """
    if doing == "log in" and response.status_code in (400, 401, 403):
        return f"doccano refuses user {user!r} with this password (FAZHI_DOCCANO_USER, FAZHI_DOCCANO_PASSWORD)"
    if response.status_code == 403:
        return f"user {user!r} may not {doing}; an admin must do it, or add the user to the project as a member"
    return f"doccano refused to {doing}: HTTP {response.status_code} {response.text[:_SHOWN]!r}"


def reason(error: BaseException) -> str:
    """The name of what happened at the bottom: requests wraps urllib3, which wraps the system's error.

    >>> reason(OSError(ConnectionResetError("closed")))
    'ConnectionResetError'
    """
    while inner := getattr(error, "reason", None) or error.__cause__ or next(iter(error.args), None):
        if not isinstance(inner, BaseException):
            break
        error = inner
    return type(error).__name__
