"""Remake the pictures of docs/doccano.md: start a doccano, push the sample report, and photograph its pages.

    .venv/bin/python -m docs.doccano_screenshots

Needs Chromium with its chromedriver, fonts with Chinese, and what the live tests need (see tests/doccano_server.py).
"""

import secrets
import tempfile
from pathlib import Path

from tests.browser import start_driver
from tests.doccano_page import DoccanoPage
from tests.doccano_server import DoccanoServer

from fazhi.doccano.kinds import KINDS, PARAGRAPHS, SPANS
from fazhi.doccano.mapping import Selection
from fazhi.doccano.push import push
from fazhi.doccano.session import Session
from fazhi.doccano.sources import suggested
from fazhi.extract import tag
from fazhi.pipeline.released import load
from fazhi.reading import read_report

ROOT = Path(__file__).parents[1]
NAME = "2023年报告"
SIZE = (1280, 860)
SHOWN_PARAGRAPH = "（二）规范行政执法"


def main() -> None:
    """Make the three pictures."""
    password = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as profile:
        server = DoccanoServer(Path(home))
        server.add_users(("guan", password, True))
        driver = start_driver(Path(profile))
        try:
            server.start()
            with Session(server.url, "guan", password) as session:
                report = read_report(ROOT / "docs" / "sample.txt")
                push(session, NAME, [Selection(suggested(tag(load(), report)))], dry_run=False, tell=print)
                page = DoccanoPage(driver, server.url, dict(session._client.session.cookies))
                spans, paragraphs = (session.project(kind, NAME) for kind in KINDS)
            assert spans
            assert paragraphs
            driver.set_window_size(*SIZE)
            page.open(f"projects/{spans.id}/sequence-labeling?page=1", "云陂县人民政府")
            shoot(page, "entities")
            number = next(n for n, e in enumerate(paragraphs.examples, 1) if e.text.startswith(SHOWN_PARAGRAPH))
            page.open(f"projects/{paragraphs.id}/text-classification?page={number}", SHOWN_PARAGRAPH)
            page.driver.execute_script("document.body.style.zoom = 0.8")
            shoot(page, "paragraphs")
            page.driver.execute_script("document.body.style.zoom = 1")
            driver.set_window_size(SIZE[0], 580)
            page.open("projects", SPANS.project_name(NAME))
            page.wait_for(PARAGRAPHS.project_name(NAME))
            shoot(page, "projects")
        finally:
            driver.quit()
            server.stop()


def shoot(page: DoccanoPage, name: str) -> None:
    """Write one picture."""
    page.settle()
    path = ROOT / "docs" / f"doccano-{name}.png"
    page.driver.save_screenshot(str(path))
    print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
