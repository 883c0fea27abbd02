"""What a fuzzer begins with: for each target a few inputs of the right form."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fazhi.export import EXPORTS, FORMATS, export

from ..invented_records import EMOJI
from .containers import CONTAINERS

ROOT = Path(__file__).parents[2]
LARGEST = 60_000
FEW = 3


def seeds(target: str) -> Iterator[bytes]:
    """Inputs for a target."""
    kind, _, name = target.partition(" ")
    if kind == "read":
        yield from _examples(name)
    elif kind == "inside":
        yield CONTAINERS[name].first
    elif kind == "back":
        yield from _exported(name)
    elif kind == "records":
        yield FORMATS["jsonl"].render(EMOJI).encode()
    else:
        for line in _texts()[:FEW]:
            yield b"\0" + line.encode()
    yield bytes(range(0x80, 0x100))


def _examples(suffix: str) -> Iterator[bytes]:
    """Files of this format that the tests or the corpus have; a text in every format that is one."""
    found = [path for folder in ("tests", "corpus", "docs") for path in sorted((ROOT / folder).rglob(f"*.{suffix}"))]
    yield from (path.read_bytes() for path in found[:FEW] if path.stat().st_size < LARGEST)
    yield "\n".join(_texts()).encode("gb18030")


def _texts() -> list[str]:
    return (ROOT / "docs" / "sample.txt").read_text("utf-8").splitlines()


def _exported(format: str) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("x.spacy" if format == "spacy" else "x")
        export([EMOJI], format, path)
        files = [path] if path.is_file() else sorted(path.iterdir())
        yield from (file.read_bytes() for file in files)


def dictionary() -> str:
    """Words that a fuzzer may put in, in libFuzzer's form."""
    words = {
        *json.loads(FORMATS["jsonl"].render(EMOJI)),
        "《",
        "》",
        "〔",
        "〕",
        "<p>",
        "<table>",
        "&#x",
        "PK\x03\x04",
        "%PDF-",
        *EXPORTS,
    }
    return "".join(f'"{_escaped(word)}"\n' for word in sorted(words))


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())
