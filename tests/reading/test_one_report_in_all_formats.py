"""The same report as text, page, Markdown, DOCX and PDF gives the same paragraphs, roles and entities."""

import shutil
import subprocess
from pathlib import Path

import pytest
from spacy.language import Language

from fazhi.extract import tag
from fazhi.reading import read_bytes, read_report
from fazhi.records import Record
from fazhi.report import Report
from tests.reading.one_report import FORMATS, as_page_to_print, lines

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def paragraphs(report: Report) -> list[str]:
    return [report.text[start:end] for start, end in report.paragraphs]


def found(record: Record) -> tuple[object, ...]:
    """What was found, without offsets, which differ with the white space around paragraphs."""
    return (
        [(paragraph.role, paragraph.section, paragraph.areas) for paragraph in record.paragraphs],
        [(entity.label, entity.text, entity.norm) for entity in record.entities],
        [record.text[entity.start : entity.end] for entity in record.entities],
        record.meta,
    )


@pytest.mark.parametrize("name", FORMATS)
def test_same_paragraphs(name: str) -> None:
    assert paragraphs(read_bytes(FORMATS[name](), name)) == list(lines())


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "report.txt"])
def test_same_entities(name: str, nlp: Language) -> None:
    expected = found(tag(nlp, read_bytes(FORMATS["report.txt"](), "report.txt")))
    assert len(expected[1]) > 40  # type: ignore[arg-type]
    assert found(tag(nlp, read_bytes(FORMATS[name](), name))) == expected


def has_chinese_font() -> bool:
    return shutil.which("fc-list") is not None and bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout)  # fmt: skip


@pytest.mark.skipif(CHROMIUM is None or not has_chinese_font(), reason="no chromium, or no Chinese font for it")
@pytest.mark.parametrize("flags", [["--no-pdf-header-footer"], []], ids=["page numbers", "the browser's head and foot"])
def test_a_page_that_a_browser_prints(tmp_path: Path, flags: list[str]) -> None:
    page, made = tmp_path / "page.html", tmp_path / "printed.pdf"
    page.write_bytes(as_page_to_print())
    started = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    subprocess.run([*started, *flags, f"--print-to-pdf={made}", page.as_uri()], check=True, capture_output=True, timeout=120)  # fmt: skip
    assert paragraphs(read_report(made)) == list(lines())
