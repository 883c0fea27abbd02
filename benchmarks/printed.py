"""How many paragraphs of the corpus come back whole from PDFs that Chromium prints: python benchmarks/printed.py [REPORTS]."""

import difflib
import html
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fazhi.reading import read_report
from fazhi.reading.blocks import as_text

STYLES = (
    "p { margin: 0; text-indent: 2em; text-align: justify } body { font-size: 16pt }",
    "p { margin: 0 0 .8em } body { font-size: 12pt }",
    "p { margin: 0; text-indent: 2em } body { font-size: 14pt } @page { size: A4; @bottom-center { content: counter(page) } }",
)
"""Justified with indents; parted by space, without; ragged, with page numbers. Every other one has the browser's head and foot."""


def printed(lines: list[str], number: int, place: Path, chromium: str) -> list[str]:
    """The lines of a report after it was printed."""
    title, *rest = map(html.escape, lines)
    head = f'<meta charset="utf-8"><style>body {{ line-height: 1.75 }} h1 {{ text-align: center }} {STYLES[number % 3]}</style>'
    page, made = place / f"{number}.html", place / f"{number}.pdf"
    page.write_text(f"{head}<h1>{title}</h1>" + "".join(f"<p>{line}</p>" for line in rest), "utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", *(["--no-pdf-header-footer"] if number % 2 else [])]
    subprocess.run([chromium, *flags, f"--print-to-pdf={made}", page.as_uri()], check=True, capture_output=True)
    return read_report(made).text.splitlines()


def main() -> None:
    chromium = shutil.which("chromium") or sys.exit("no chromium on PATH (and it needs a Chinese font)")
    paths = sorted(Path("corpus").glob("*.txt"))
    paths = paths[:: max(1, len(paths) // int(sys.argv[1] if len(sys.argv) > 1 else 12))]
    whole = paragraphs = 0
    with tempfile.TemporaryDirectory() as name:
        for number, path in enumerate(paths):
            lines = as_text(read_report(path).text.splitlines()).splitlines()
            found = printed(lines, number, Path(name), chromium)
            matcher = difflib.SequenceMatcher(None, lines, found, autojunk=False)
            same = sum(block.size for block in matcher.get_matching_blocks())
            print(f"{path.stem}: {same} of {len(lines)}")
            whole, paragraphs = whole + same, paragraphs + len(lines)
    print(f"{whole} of {paragraphs} paragraphs ({whole / paragraphs:.1%}) of {len(paths)} reports come back whole")


if __name__ == "__main__":
    main()
