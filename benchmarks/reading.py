"""How fast files are listed and read, by format, and how much memory that takes: python benchmarks/reading.py."""

import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.reading.one_report import FORMATS

from fazhi.pile import find_items
from fazhi.reading import read_report

FILES = 200
LISTED = 10_000


def timed(work: Callable[[], int]) -> tuple[int, float]:
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


def read(argument: Path) -> int:
    return sum(len(read_report(item.path, id=item.id).text) for item in find_items([str(argument)]))


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, make in FORMATS.items():
            data = make()
            place = folder / Path(file).suffix[1:]
            place.mkdir()
            for number in range(FILES):
                (place / f"{number}{Path(file).suffix}").write_bytes(data)
            read_report(place / f"0{Path(file).suffix}")  # imports the library
            characters, seconds = timed(lambda place=place: read(place))
            print(f"{file:12} {seconds / FILES * 1000:7.2f} ms a file, {characters / seconds:10,.0f} characters/s, peak {peak()} MiB")  # fmt: skip
        archive = folder / "pile.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
            for number in range(LISTED):
                made.writestr(f"{number % 100}/{number}.txt", FORMATS["report.txt"]())
        many = folder / "many"
        with zipfile.ZipFile(archive) as made:
            made.extractall(many)
        for what, place in (("folder", many), ("archive", archive)):
            count, seconds = timed(lambda place=place: sum(1 for _ in find_items([str(place)])))
            print(f"{what:12} of {count:,} files: listed in {seconds:.2f} s", end="")
            _, seconds = timed(lambda place=place: read(place))
            print(f", listed and read in {seconds:.2f} s, peak {peak()} MiB")


if __name__ == "__main__":
    main()
