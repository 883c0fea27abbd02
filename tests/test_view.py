"""`fazhi view`: the command and the page's parts, without a browser."""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from fazhi.cli.view import view
from fazhi.errors import FazhiError
from fazhi.export.json_lines import render
from fazhi.export.page import Contents, outline, policy, render_page, sheet, words
from fazhi.labels import AREAS, ENTITIES, ROLES
from fazhi.records import Paragraph, Record
from fazhi.report import paragraphs
from tests.invented_records import EMOJI, EMOJI_TEXT, HOSTILE, HOSTILE_TEXT, record


def write(tmp_path: Path, *lines: bytes | str) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))
    return path


@pytest.fixture(scope="session")
def run() -> Callable[..., Any]:
    app = typer.Typer()
    app.command()(view)
    return lambda *arguments, stdin=None: CliRunner().invoke(app, list(map(str, arguments)), input=stdin)


def test_view_writes_a_page(tmp_path: Path, run: Callable[..., Any]) -> None:
    page = tmp_path / "new" / "page.html"
    done = run(write(tmp_path, render(EMOJI) + render(HOSTILE)), "-o", page)
    assert done.exit_code == 0
    assert page.read_text("utf-8") == "".join(render_page([EMOJI, HOSTILE]))


def test_view_reads_standard_input(run: Callable[..., Any]) -> None:
    done = run("-", stdin=render(EMOJI).encode())
    assert done.stdout == "".join(render_page([EMOJI]))


def test_view_of_nothing_or_of_half_leaves_no_page(tmp_path: Path, run: Callable[..., Any]) -> None:
    page = tmp_path / "page.html"
    for lines, said in (("", "no records to show"), (f"{render(EMOJI)}{{", "records.jsonl:2")):
        done = run(write(tmp_path, lines), "-o", page)
        assert isinstance(done.exception, FazhiError)
        assert said in str(done.exception)
        assert not page.exists()


class Tags(HTMLParser):
    """The elements of a page, and what its scripts and styles hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.content: list[str] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.content.append("")
        self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.content[-1] += data

    def all(self, tag: str, **attributes: str) -> list[str]:
        return [
            content
            for (name, attrs), content in zip(self.found, self.content, strict=True)
            if name == tag and attributes.items() <= {key: value for key, value in attrs.items() if value}.items()
        ]


def test_no_text_becomes_markup() -> None:
    harmless, other = (Tags("".join(render_page([each]))) for each in (EMOJI, HOSTILE))
    assert [tag for tag, _ in other.found] == [tag for tag, _ in harmless.found]
    (data,) = other.all("script", type="application/json", **{"class": "report"})
    assert json.loads(data) == json.loads(json.dumps(sheet(HOSTILE)))
    assert not set("<>&\u2028\u2029\x00") & set(data)


def test_policy_allows_only_the_pages_own() -> None:
    tags = Tags("".join(render_page([EMOJI])))
    scripts = [i for i, (tag, attrs) in enumerate(tags.found) if tag == "script" and "type" not in attrs]
    (style,) = tags.all("style")
    (script,) = (tags.content[i] for i in scripts)
    (meta,) = (attrs for tag, attrs in tags.found if tag == "meta" and "http-equiv" in attrs)
    assert meta["content"] == policy(style, script)
    for content in (style, script):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'" in policy(
            style, script
        )
    assert not re.search(r"unsafe|https?:|\*", meta["content"])


def test_page_asks_for_nothing() -> None:
    for asset in (files("fazhi.export") / "page").iterdir():
        assert not re.search(r"https?:|//\w+\.|@import|url\(|fetch\(|innerHTML|</script", asset.read_text("utf-8").replace("</script>\n</body>", "")), asset.name  # fmt: skip


def test_every_word_used_is_there_in_both_languages() -> None:
    shown = "".join(asset.read_text("utf-8") for asset in (files("fazhi.export") / "page").iterdir())
    used = set(re.findall(r'data-(?:word|title|hint)="([\w.]+)"|word\("([\w.]+)"', shown))
    assert {a or b for a, b in used} <= words().keys()
    assert all(zh and en for zh, en in words().values())


def test_every_name_has_its_colour() -> None:
    (style,) = Tags("".join(render_page([EMOJI]))).all("style")
    for label in (*ENTITIES, *ROLES, *AREAS):
        assert f'[data-name="{label.name}"] {{ --hue: {label.colour}; }}' in style


@given(st.text(st.characters(codec=None)))
def test_offsets_are_for_javascript(text: str) -> None:
    made = record(text, "x")
    units = text.encode("utf-16-le", "surrogatepass")
    for shown, paragraph in zip(sheet(made)["paragraphs"], made.paragraphs, strict=True):
        covered = text[paragraph.start : paragraph.end].encode("utf-16-le", "surrogatepass")
        assert units[2 * shown["from"] : 2 * shown["to"]] == covered


def test_outline_has_headings_and_what_is_run_in() -> None:
    text = "前言\n一、工作\n（一）执法。抽查。\n又一段。\n（二）复议。办结。\n二、问题\n不足。"
    sections: list[tuple[int | None, tuple[str, ...]]] = [
        (None, ()), (1, ()), (None, ("一、工作", "（一）执法")), (None, ("一、工作", "（一）执法")),
        (None, ("一、工作", "（二）复议")), (1, ()), (None, ("二、问题",)),
    ]  # fmt: skip
    made = replace(
        record(text, "x"),
        paragraphs=tuple(
            Paragraph(start=span.start, end=span.end, role="progress", heading_level=level, section=section, areas=())
            for span, (level, section) in zip(paragraphs(text), sections, strict=True)
        ),
    )
    assert [(entry["depth"], entry["title"], entry["paragraph"]) for entry in outline(made)] == [
        (1, "一、工作", 1), (2, "（一）执法", 2), (2, "（二）复议", 4), (1, "二、问题", 5)
    ]  # fmt: skip


def test_contents_count_and_name() -> None:
    contents = Contents()
    for each in (EMOJI, HOSTILE, EMOJI, replace(EMOJI, id="\ud800@,2")):
        contents.add(each)
    keys = [report["key"] for report in contents.reports]
    assert len(set(keys)) == 4
    assert all(re.fullmatch(r"[\w.~%/,-]+", key, re.ASCII) for key in keys)
    assert contents.labels == {"AGENCY": 6, "QUANTITY": 10, "LAW": 1, "MODEL_OF_ONES_OWN": 1}
    assert contents.characters == 3 * len(EMOJI_TEXT) + len(HOSTILE_TEXT)
    assert [report["title"] for report in contents.reports][:2] == ["😀甘棠县2022年报告👨‍👩‍👧", "<i>\u202e题</i>"]


def test_numbers_are_exact() -> None:
    made = record("12件", "x", QUANTITY="12件")
    made = replace(made, entities=(replace(made.entities[0], norm={"value": 10**17 + 1, "max": 1.5e3, "year": 2018}),))
    assert sheet(made)["entities"][0]["norm"] == {"value": "100,000,000,000,000,001", "max": "1,500.0", "year": "2018"}


def test_pile_is_written_as_it_comes() -> None:
    taken = []

    def pile() -> Iterator[Record]:
        for i in range(3):
            taken.append(i)
            yield EMOJI

    pieces = render_page(pile())
    next(pieces)
    assert taken == []
    assert 'class="report"' in next(pieces)
    assert taken == [0]
