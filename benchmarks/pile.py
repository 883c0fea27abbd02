"""A pile of reports made from corpus/, tagged in one go and exported to every format: speed, memory over time, speed-up.

    python benchmarks/pile.py [--reports 10000] [--sample 400] [--rounds 3] [--folder FOLDER]

Each report is one of corpus/ with its figures, places of order and some lines changed, so that no two are alike. The pile is tagged
with `-j 2`, and the resident memory of the parent and of its processes is read every two seconds. The speed-up is of a
sample, tagged with `-j 1` and `-j 2` in turn; where other work shares the machine, time on the clock says little, so the
processor's time of each process is given too: with it, what two free cores could do at best is known.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

FAZHI = str(Path(sys.executable).with_name("fazhi"))
PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="Keep the pile and what is made of it here.")
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp())
    pile, sample = make(arguments.reports, folder / "pile"), make(arguments.sample, folder / "sample")
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if arguments.rounds:
        speed_up(sample, folder, arguments.rounds)
    records = folder / "records.jsonl"
    one_go(pile, records)
    subprocess.run([sys.executable, str(Path(__file__).with_name("export.py")), str(records), "--as-it-is"], check=True)
    if not arguments.folder:
        shutil.rmtree(folder)


def make(reports: int, folder: Path) -> Path:
    """Write a pile of reports."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = [path.read_text("utf-8") for path in sorted(Path("corpus").glob("*.txt"))]
    for number in range(reports):
        path = folder / f"{number:06}.txt"
        if not path.exists():
            path.write_text(varied(texts[number % len(texts)], random.Random(number)), "utf-8")
    return folder


def varied(text: str, chance: random.Random) -> str:
    """A report like another: other figures, some lines left out, some said twice."""
    figures = re.sub(r"(?<![\d〔(（])\d{1,3}(?=[件次起名人项个])", lambda _: str(chance.randint(1, 999)), text)
    lines = figures.splitlines(keepends=True)
    return "".join(line * (1 if chance.random() < 0.9 else chance.choice((0, 2))) for line in lines)


def speed_up(sample: Path, folder: Path, rounds: int) -> None:
    """Tag a sample with one process and with two, in turn."""
    ratios, bounds = [], []
    for _ in range(rounds):
        alone, together = (Watched(sample, folder / "sample.jsonl", jobs) for jobs in (1, 2))
        ratios.append(alone.seconds / together.seconds)
        # on two free cores the work lasts as long as the busiest process, and no less than half of all
        bounds.append(alone.used / max(together.used / 2, *together.each.values()))
        print(f"-j 1: {alone}\n-j 2: {together}", flush=True)
    print(
        f"speed-up: {median(ratios):.2f} by the clock; {median(bounds):.2f} by the processors' time (median of {rounds})"
    )


def one_go(pile: Path, records: Path) -> None:
    """Tag the whole pile with two processes, and say how memory went."""
    run = Watched(pile, records, 2)
    print(f"{len(list(pile.iterdir())):,} reports, -j 2: {run}; {records.stat().st_size / 1e6:,.0f} MB of records")
    quarters = [run.memory[len(run.memory) * i // 8 : len(run.memory) * (i + 1) // 8] for i in range(8)]
    for name in ("parent", "processes"):
        tops = [max((sample[name == "processes"] for sample in part), default=0) for part in quarters]
        print(f"peak MiB of the {name} by eighths of the run: {', '.join(f'{top / 2**20:.0f}' for top in tops)}")


class Watched:
    """A run of `fazhi tag`: its time, the processors' time of each of its processes, and their memory every two seconds."""

    def __init__(self, pile: Path, output: Path, jobs: int) -> None:
        command = [FAZHI, "tag", str(pile), "-o", str(output), "-j", str(jobs), "-q"]
        self.memory: list[tuple[int, int]] = []
        self.each: dict[int, float] = {}
        began = time.perf_counter()
        process = subprocess.Popen(command)
        while process.poll() is None:
            self._look(process.pid)
            time.sleep(2 if time.perf_counter() - began > 60 else 0.2)
        self.seconds = time.perf_counter() - began
        if process.returncode:
            sys.exit(f"tagging failed with status {process.returncode}")
        self.used = sum(self.each.values())

    def _look(self, parent: int) -> None:
        family = [parent, *children(parent)]
        self.memory.append((resident(parent), sum(map(resident, family[1:]))))
        self.each |= {pid: used for pid in family if (used := processor_time(pid))}

    def __str__(self) -> str:
        each = " + ".join(f"{used:.0f}" for used in self.each.values() if used > 1)
        return f"{self.seconds:.0f} s, of processors {each} s"


def children(pid: int) -> Iterator[int]:
    try:
        yield from map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    except FileNotFoundError:
        return


def resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (FileNotFoundError, ProcessLookupError):
        return 0


def processor_time(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


if __name__ == "__main__":
    main()
