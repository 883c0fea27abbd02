"""Records that can be written in UTF-8: a lone half of a surrogate pair is no character, and most formats refuse it."""

from __future__ import annotations

import json
import re

import msgspec

from fazhi.records import Record

_HALF = re.compile(r"[\ud800-\udfff]")


def encodable(record: Record) -> Record:
    r"""The record itself, or where it holds lone surrogates, one with U+FFFD for each, so that all offsets hold.

    `sha256` stays that of the original text.
    """
    try:
        f"{record.id}{record.source}{record.text}".encode()
    except UnicodeEncodeError:
        line = json.dumps(record.as_json(), ensure_ascii=False)
        return msgspec.json.decode(_HALF.sub("\ufffd", line).encode(), type=Record)
    return record
