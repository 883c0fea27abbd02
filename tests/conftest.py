"""What many tests share: the released pipeline, and gold reports where they are there."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from spacy.language import Language

from fazhi.gold.annotation import Gold
from fazhi.gold.markup import read_markup
from fazhi.pipeline.released import load
from tests.browser import CHROMEDRIVER, CHROMIUM, start_driver
from tests.doccano_server import CannotInstall, DoccanoServer

if TYPE_CHECKING:
    from tests.test_doccano_live import Loop

ROOT = Path(__file__).parents[1]
SHARED_GOLD = ROOT.parent / "shared" / "gold"

needs_shared_gold = pytest.mark.skipif(not SHARED_GOLD.is_dir(), reason="no gold folder beside the project")

SMALL = """⟦¶title⟧⟦AGENCY|甘棠县人民政府⟧2022年法治政府建设情况报告
⟦¶overview⟧2022年，在⟦AGENCY|市委⟧、⟦AGENCY|市政府⟧的领导下，全县扎实推进依法行政。
⟦¶heading⟧一、主要工作
⟦¶progress disputes⟧（一）化解行政争议。⟦AGENCY|县司法局⟧受理复议案件⟦QUANTITY|12件⟧，依据⟦LAW|《行政复议法》⟧办结⟦QUANTITY|十余件⟧。
⟦¶progress institutions⟧（二）管好文件。印发⟦LAW|《甘棠县档案管理办法》⟧（⟦DOC_NO|甘政发〔2022〕9号⟧），宣传⟦LAW|民法典⟧。
⟦¶heading⟧二、存在问题
⟦¶problem⟧工作仍有不足。
⟦¶closing⟧2023年1月9日
"""


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load()


@pytest.fixture
def small() -> Gold:
    return read_markup(SMALL, id="gantang-2022", source="gantang-2022.txt")


@pytest.fixture(scope="session")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    if not (CHROMIUM and CHROMEDRIVER):
        pytest.skip("no chromium with its chromedriver on PATH")
    started = start_driver(tmp_path_factory.mktemp("profile"))
    yield started
    started.quit()


@pytest.fixture(scope="session")
def loop(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Loop]":
    """A live doccano with an admin (guan) and two annotators (anna, bo)."""
    from tests.test_doccano_live import Loop

    try:
        server = DoccanoServer(tmp_path_factory.mktemp("doccano"))
    except CannotInstall as reason:
        pytest.skip(f"no doccano server: {reason}")
    passwords = {name: secrets.token_urlsafe(16) for name in ("guan", "anna", "bo")}
    server.add_users(*((name, password, name == "guan") for name, password in passwords.items()))
    try:
        server.start()
        yield Loop(server, passwords)
    finally:
        server.stop()
