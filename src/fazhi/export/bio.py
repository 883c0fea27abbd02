r"""CoNLL columns: a character, a tab and its BIO tag (`B-LAW`, `I-LAW`, `O`) a line. Streams both ways.

There are no offsets; a line is one code point. A line end in the text is an empty line, one for one, so that the text
can be put together again; a report begins with `-DOCSTART- -X- O O` and an empty line, and ends with an empty line. White
space and control characters stand as `\u3000`, so that splitting at white space works. It holds neither names nor values,
and entities flat, within one report, not beginning or ending with a line end. `spacy convert -c ner` takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from fazhi.errors import FazhiError
from fazhi.export.atomic import atomic
from fazhi.export.covered import Mark, Marked, in_order, marked
from fazhi.export.foreign import expecting
from fazhi.records import Record

START = "-DOCSTART- -X- O O\n"


def write(records: Iterable[Record], path: Path) -> None:
    """Write a file of columns."""
    with atomic(path) as out:
        for record in records:
            out.write(START + "\n")
            out.writelines(_lines(record))


@expecting("columns of characters and tags")
def read(path: Path) -> Iterator[Marked]:
    """Read a file back; reports are called by their number, from 1.

    Raises:
        FazhiError: A line is no character with its tag.
    """
    with path.open(encoding="utf-8", newline="\n") as file:
        number, body = 0, list[str]()
        for at, line in enumerate(file, 1):
            if line == START:
                if number:
                    yield _marked(str(number), body, path)
                number, body = number + 1, []
            elif not number or (line != "\n" and line.count("\t") != 1):
                raise FazhiError(f"{path}:{at}: expected a character, a tab and its tag, got {line[:40]!r}")
            else:
                body.append(line)
        if number:
            yield _marked(str(number), body, path)


def _lines(record: Record) -> Iterator[str]:
    tags = ["O"] * len(record.text)
    for entity in in_order(record):
        tags[entity.start] = f"B-{entity.label}"
        tags[entity.start + 1 : entity.end] = [f"I-{entity.label}"] * (entity.end - entity.start - 1)
    for character, tag in zip(record.text, tags, strict=True):
        yield "\n" if character == "\n" else f"{_token(character)}\t{tag}\n"
    yield "\n"


def _token(character: str) -> str:
    return (
        f"\\u{ord(character):04x}"
        if character.isspace() or character < " " or "\x7f" <= character <= "\x9f"
        else character
    )


def _marked(id: str, body: list[str], path: Path) -> Marked:
    """Put a report together from its lines: an empty one, the report, an empty one."""
    rows = [("\n", "") if line == "\n" else tuple(line[:-1].split("\t")) for line in body[1:-1]]
    text = "".join(token if len(token) == 1 else chr(int(token[2:], 16)) for token, _ in rows)
    return marked(id, text, _marks(text, [tag for _, tag in rows]), str(path))


def _marks(text: str, tags: list[str]) -> Iterator[Mark]:
    """Runs of B and I; a line end within goes with them if I follows it."""
    start, end, label = 0, 0, ""
    for at, tag in enumerate([*tags, "O"]):
        if tag.startswith("I-") and tag[2:] == label:
            end = at + 1
        elif tag:
            if label:
                yield Mark(start, end, label, text[start:end], {})
            start, end, label = at, at + 1, tag[2:]
