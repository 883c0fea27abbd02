"""Peak memory of `fazhi tag` on 100 and on 1,000 reports (copies of corpus/): streaming means that it does not grow."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def peak(reports: int, texts: list[str], folder: Path) -> int:
    """Peak resident memory in KiB of tagging so many reports."""
    pile = folder / str(reports)
    pile.mkdir()
    for number in range(reports):
        (pile / f"{number:05}.txt").write_text(texts[number % len(texts)], "utf-8")
    command = [
        str(Path(sys.executable).with_name("fazhi")),
        "tag",
        str(pile),
        "-o",
        str(folder / f"{reports}.jsonl"),
        "-q",
    ]
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"tagging failed with status {status}")
    return usage.ru_maxrss


def main() -> None:
    texts = [path.read_text("utf-8") for path in sorted(Path("corpus").glob("*.txt"))]
    with tempfile.TemporaryDirectory() as name:
        few, many = (peak(reports, texts, Path(name)) for reports in (100, 1000))
    print(f"peak memory: 100 reports {few / 1024:.0f} MiB, 1,000 reports {many / 1024:.0f} MiB ({many / few - 1:+.1%})")


if __name__ == "__main__":
    main()
