"""What annotators see and do in doccano's own page, in headless Chromium: our labels, and offsets that are right after emoji."""

from pathlib import Path
from typing import Any

import pytest

from fazhi.doccano.kinds import PARAGRAPHS, SPANS
from fazhi.gold.annotation import load_gold
from fazhi.gold.markup import read_markup
from tests.doccano_page import DoccanoPage
from tests.test_doccano_live import ODD, Loop, write


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    return write(read_markup(ODD, id="odd-2022", source="odd-2022.txt"), tmp_path / "odd")


def page_of(loop: Loop, driver: Any, user: str) -> DoccanoPage:
    with loop.session(user) as session:
        return DoccanoPage(driver, session.url, dict(session._client.session.cookies))


def test_labels_are_shown_as_ours(loop: Loop, driver: Any, odd: Path) -> None:
    loop.ok("push", odd, "-p", "看")
    page = page_of(loop, driver, "guan")
    for kind, path in ((SPANS, "sequence-labeling"), (PARAGRAPHS, "text-classification")):
        page.open(f"projects/{loop.project(kind, '看').id}/{path}?page=1", kind.offered[-1].text)
        chips = page.all(".v-chip")
        shown = [(chip.text.split("\n"), chip.value_of_css_property("background-color")) for chip in chips]
        assert shown == [([label.text, label.key], rgba(label.colour)) for label in kind.offered]
        if kind is SPANS:
            page.wait_for("发文字号 DOC_NO\n")
    page.open(f"projects/{loop.project(SPANS, '看').id}/guideline", "发文字号")


def rgba(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 1)"


def test_what_an_annotator_marks_is_pulled_exactly(loop: Loop, driver: Any, odd: Path, tmp_path: Path) -> None:
    loop.ok("push", odd, "-p", "标")
    loop.add_member("标", "anna")
    page = page_of(loop, driver, "anna")
    page.open(f"projects/{loop.project(SPANS, '标').id}/sequence-labeling?page=1", "县司法局")
    page.mark("𠮷野县人民政府", "机关 AGENCY")
    page.mark("１２件", "数量 QUANTITY")
    page.mark("𠮷政发〔2022〕9号", "发文字号 DOC_NO")
    page.tick()

    (number,) = [n for n, e in enumerate(loop.project(PARAGRAPHS, "标").examples, 1) if "县司法局" in e.text]
    page.open(f"projects/{loop.project(PARAGRAPHS, '标').id}/text-classification?page={number}", "县司法局")
    for key in "5ya":
        page.press(key)
        page.settle()
    page.tick()
    loop.ok("pull", odd, "-p", "标", "-o", tmp_path / "out")
    gold = load_gold(odd / "odd-2022.json")
    pulled = load_gold(tmp_path / "out" / "anna" / "odd-2022.json", texts=odd, partial=True)
    assert list(pulled.entities) == [entity for entity in gold.entities if entity.label != "LAW" and gold.report.text[entity.start] != "县"]  # fmt: skip
    assert list(pulled.paragraphs) == [paragraph for paragraph in gold.paragraphs if paragraph.role == "progress"]
