"""What is fuzzed, found by itself: every reader, every grammar, everything that reads a file back, and the whole pipeline.

A target takes bytes, and raises if something does not hold that must: only a `FazhiError` for bad input, every span within its
text, none over another, the same twice. Readers and grammars that are added later are found by their entry points and
signatures.
"""

import inspect
import pkgutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from importlib.metadata import entry_points
from itertools import chain
from pathlib import Path

from fazhi import grammar
from fazhi.errors import FazhiError
from fazhi.export import EXPORTS, FORMATS, module
from fazhi.export.quick_reading import read_quickly
from fazhi.export.reading import read_records
from fazhi.gold.markup import read_markup
from fazhi.pipeline.words import WordFinder
from fazhi.reading import read_bytes
from fazhi.reading.outline import outline
from fazhi.records import Record
from fazhi.report import Report

from .containers import CONTAINERS

Target = Callable[[bytes], None]
PIECES = (
    "一二三四五六七八九十百千万亿零〇两半几数余多约近共达超不足至和与及、，。；：（）()〔〕[]【】《》〈〉“”\"'<>＜＞％%‰.．-—–－~～/\\0123456789０１２３４５６７８９"
    "年月日号第届次件起项名人元个部份条章期会省市县区州盟旗镇乡村街道政府委局厅办院法规章令发函公告 \n\t\r　\u2028\x00\x85\u200b\u202e\ufeff\ud800\udfff😀𠮷"
)
WORDS = (
    "国务院", "县司法局", "人民政府", "行政处罚法", "中华人民共和国", "国办发", "政办发", "以下简称", "法治政府建设", "工作报告", "第一", "（一）", "3.", "12件", "2021年", "等",
)  # fmt: skip
ALPHABET = [*PIECES, *WORDS]


def text_of(data: bytes) -> str:
    """A text from bytes: as UTF-8 with lone surrogates for what is none, or each byte a piece of what reports are made of."""
    if data[:1] < b"\x80":
        return data[1:].decode("utf-8", "surrogateescape")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in data[1:])


def targets() -> dict[str, Target]:
    """All targets by name."""
    return dict(sorted(chain(_readers(), _finders(), _grammars(), _files(), _others())))


def _readers() -> Iterator[tuple[str, Target]]:
    for point in entry_points(group="fazhi_readers"):
        yield f"read {point.name}", partial(_read, f"fuzz.{point.name}")
        if container := CONTAINERS.get(point.name):
            yield f"inside {point.name}", partial(_read_inside, f"fuzz.{point.name}", container.pack)


def _read(name: str, data: bytes) -> None:
    try:
        report = read_bytes(data, name)
    except FazhiError as error:
        if not str(error).startswith(name):
            raise AssertionError(f"which file? {error}") from error
        return
    assert isinstance(report.text, str)
    assert report.text.strip()
    check_spans(report.text, report.paragraphs)
    assert read_bytes(data, name) == report


def _read_inside(name: str, pack: Callable[[bytes], bytes], data: bytes) -> None:
    _read(name, pack(data))


def _finders() -> Iterator[tuple[str, Target]]:
    for point in entry_points(group="spacy_misc"):
        if point.value.startswith("fazhi.") and callable(find := point.load()()):
            takes_words = len(inspect.signature(find).parameters) > 1
            yield f"find {point.name}", partial(_find, _with_words(find) if takes_words else find)


def _with_words(
    find: Callable[..., Iterable[tuple[int, int, bool]]],
) -> Callable[[str], Iterable[tuple[int, int, bool]]]:
    words = WordFinder("words")
    return lambda text: find(text, words.match(text))


def _find(find: Callable[[str], Iterable[tuple[int, int, bool]]], data: bytes) -> None:
    text = text_of(data)
    spans = [(start, end) for start, end, _ in find(text)]
    check_spans(text, spans)
    for start, end in spans:
        assert text[start:end] == text[start:end].strip()


def check_spans(text: str, spans: Iterable[tuple[int, int]]) -> None:
    """In order, within the text, none over another, none empty."""
    reached = 0
    for start, end in spans:
        assert reached <= start < end <= len(text), (start, end, len(text))
        reached = end


def _grammars() -> Iterator[tuple[str, Target]]:
    """The public functions of the grammars that need a text and no more."""
    for info in pkgutil.iter_modules(grammar.__path__, "fazhi.grammar."):
        for name, function in inspect.getmembers(import_module(info.name), _is_function):
            if function.__module__ == info.name and not name.startswith("_") and _takes_text(function):
                yield f"parse {name}", partial(_parse, function)


def _is_function(value: object) -> bool:
    return inspect.isfunction(inspect.unwrap(value)) if callable(value) else False  # a cached one is an object


def _takes_text(function: Callable[..., object]) -> bool:
    first, *rest = inspect.signature(function).parameters.values()
    return first.annotation in ("str", str) and all(parameter.default is not parameter.empty for parameter in rest)


def _parse(function: Callable[[str], object], data: bytes) -> None:
    text = text_of(data)
    value = function(text)
    assert repr(value) == repr(function(text))


def _files() -> Iterator[tuple[str, Target]]:
    for format in EXPORTS:
        yield f"back {format}", partial(_read_back, format)


def _read_back(format: str, data: bytes) -> None:
    """A file, or in a folder of tables every table, is these bytes."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "fuzz.spacy"
        if format in ("csv", "parquet"):
            for table in ("reports", "paragraphs", "entities", "citations"):
                (Path(name) / f"{table}.{format}").write_bytes(data)
            path = Path(name)
        elif format == "brat":
            text, _, annotations = data.partition(b"\0")
            (Path(name) / "a.txt").write_bytes(text)
            (Path(name) / "a.ann").write_bytes(annotations)
            path = Path(name)
        else:
            path.write_bytes(data)
        more = (lambda id: "甘棠县" * 10,) if format == "web-annotation" else ()
        try:
            found = list(module(format).read(path, *more))
        except FazhiError:
            return
    for record in found:
        for span in getattr(record, "entities", ()) or getattr(record, "marks", ()):
            assert record.text[span.start : span.end] == span.text


def _others() -> Iterator[tuple[str, Target]]:
    yield "outline", _outline
    yield "markup", _markup
    yield "records", _records
    yield "pipeline", _pipeline


def _outline(data: bytes) -> None:
    lines = [line for line in text_of(data).split("\n") if line.strip()]
    places = outline(lines)
    assert len(places) == len(lines)
    assert all(heading in lines or heading.strip() for place in places for heading in place.section)


def _markup(data: bytes) -> None:
    try:
        gold = read_markup(text_of(data).replace("《", "⟦LAW|").replace("》", "⟧"), id="fuzz")
    except FazhiError:
        return
    check_spans(gold.report.text, ((span.start, span.end) for span in gold.entities))


def _records(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "fuzz.jsonl"
        path.write_bytes(data)
        found = [_read_all(read, path) for read in (read_records, read_quickly)]
        if None not in found:
            assert found[0] == found[1]
            path.write_text("".join(map(FORMATS["jsonl"].render, found[0] or ())), "utf-8")
            assert _read_all(read_records, path) == found[0]


def _read_all(read: Callable[[Path], Iterator[Record]], path: Path) -> list[Record] | None:
    try:
        return list(read(path))
    except FazhiError:
        return None


def _pipeline(data: bytes) -> None:
    from fazhi.extract import tag
    from fazhi.pipeline.released import load

    global _nlp
    _nlp = _nlp or load()
    text = text_of(data)
    if not text.strip():
        return
    try:
        record = tag(_nlp, Report(id="fuzz", text=text))  # type: ignore[arg-type]
    except FazhiError:
        return
    assert record.text == text
    check_spans(text, ((paragraph.start, paragraph.end) for paragraph in record.paragraphs))
    check_spans(text, ((entity.start, entity.end) for entity in record.entities))
    assert all(text[entity.start : entity.end] == entity.text for entity in record.entities)
    assert all(0 <= entity.score <= 1 for entity in record.entities)
    for format in FORMATS.values():
        format.render(record).encode()


_nlp: object = None
