"""MB/s from records (JSONL) to each format, reading included, and the peak memory of each; the input's size counts.

    python benchmarks/export.py [RECORDS] [--reports 500,2000 | --as-it-is] [--only csv,sqlite]

Without RECORDS, corpus/ is tagged first. With --as-it-is, RECORDS are the pile. Otherwise the records are copied under other names until there are as many as asked for,
once for each size: memory that does not grow from one to the next is flat. Each run is a process of its own. Where other
work shares the machine, MB a second of the processor's time say more than those by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from fazhi.export import EXPORTS

RUN = """
import sys, time
from pathlib import Path
from fazhi.export import export, module
from fazhi.export.quick_reading import read_quickly
source, format, target = sys.argv[1:]
if format == "reading":
    began, used = time.perf_counter(), time.process_time()
    for record in read_quickly(source):
        pass
else:
    export([], format, Path(target).with_name(f"empty-{Path(target).name}"))  # imports
    began, used = time.perf_counter(), time.process_time()
    export(read_quickly(source), format, target)
print(time.perf_counter() - began, time.process_time() - used)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=Path, nargs="?")
    parser.add_argument("--reports", default="500,2000")
    parser.add_argument("--as-it-is", action="store_true")
    parser.add_argument("--only", default=",".join(("reading", *EXPORTS)))
    arguments = parser.parse_args()
    if arguments.as_it_is:
        with arguments.records.open("rb") as lines:
            sizes = [sum(1 for _ in lines)]
    else:
        sizes = [int(size) for size in arguments.reports.split(",")]
    print(
        "| format | "
        + " | ".join(f"MB/s, {size:,} reports | of processor time | peak MiB" for size in sizes)
        + " | size of input |"
    )
    print("| --- |" + " --: | --: | --: |" * len(sizes) + " --: |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = arguments.records or tagged(folder)
        piles = [records] if arguments.as_it_is else [copies(records, size, folder) for size in sizes]
        for format in arguments.only.split(","):
            row = [
                f"{rate:.1f} | {used:.1f} | {peak:.0f}"
                for rate, used, peak in (measure(pile, format, folder) for pile in piles)
            ]
            print(
                f"| {format} | {' | '.join(row)} | {shares(piles[-1], folder / f'{piles[-1].stem}-{format}')} |",
                flush=True,
            )


def tagged(folder: Path) -> Path:
    """The records of corpus/."""
    command = [str(Path(sys.executable).with_name("fazhi")), "tag", "corpus", "-q", "-o", str(folder / "tagged.jsonl")]
    subprocess.run(command, check=True)
    return folder / "tagged.jsonl"


def copies(records: Path, size: int, folder: Path) -> Path:
    """A pile of so many reports."""
    lines = [json.loads(line) for line in records.read_text("utf-8").splitlines()]
    path = folder / f"{size}.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for number, record in enumerate(islice(cycle(lines), size)):
            out.write(json.dumps(record | {"id": f"{number:06}-{record['id']}"}, ensure_ascii=False) + "\n")
    return path


def measure(pile: Path, format: str, folder: Path) -> tuple[float, float, float]:
    """MB/s by the clock and of the processor's time, and peak resident MiB of one export, the format's libraries already imported when the clock starts."""
    target = folder / f"{pile.stem}-{format}"
    process = subprocess.Popen([sys.executable, "-c", RUN, str(pile), format, str(target)], stdout=subprocess.PIPE)
    assert process.stdout
    seconds = [float(part) for part in process.stdout.read().split()]
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{format} failed with status {status}")
    return (*(pile.stat().st_size / 1e6 / part for part in seconds), usage.ru_maxrss / 1024)


def shares(pile: Path, target: Path) -> str:
    """What was made, in shares of what was read."""
    made = sum(path.stat().st_size for path in _files(target))
    return f"{made / pile.stat().st_size:.0%}"


def _files(target: Path) -> Iterator[Path]:
    yield from [target] if target.is_file() else (path for path in target.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
