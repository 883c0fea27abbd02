"""A page saved as one file (.mht, .mhtml): the page within it; its pictures and styles hold no text."""

from __future__ import annotations

import email
import email.policy
from email.message import Message

from fazhi.errors import UnreadableReport
from fazhi.reading.decoding import decode
from fazhi.reading.html import page_text


def read_mht(data: bytes, name: str) -> str:
    """Read the first page of a web archive, which is the one that was saved.

    Raises:
        UnreadableReport: There is no page in it, or one that is no text.
    """
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
    page = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
    body = _body(page) if page is not None else b""
    if page is None or not body:
        raise UnreadableReport(f"{name}: no page in this web archive; open it in a browser and save it as .html")
    return page_text(decode(body, name, declared=page.get_content_charset(), damaged=True), name)


def _body(page: Message) -> bytes:
    payload = page.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
