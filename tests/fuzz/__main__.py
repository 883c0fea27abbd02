"""Fuzz every reader and grammar, guided by the branches that inputs reach (atheris, libFuzzer).

    python -m tests.fuzz [--seconds 60] [--only "read html"] [--again FILE]

All targets share one run: an input's first byte says which it is for. What breaks one is written to fuzz-crash-*, and
`--again` runs it once more; an input that takes over ten seconds, or two gigabytes, breaks too.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["fazhi"], enable_loader_override=False):
    from .seeds import dictionary, seeds
    from .targets import targets

TARGETS = targets()


def main() -> None:
    """Run the fuzzer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--only", choices=TARGETS)
    parser.add_argument("--again", type=Path)
    arguments = parser.parse_args()
    names = [arguments.only] if arguments.only else list(TARGETS)

    def run(data: bytes) -> None:
        if data:
            TARGETS[names[data[0] % len(names)]](data[1:])

    if arguments.again:
        data = arguments.again.read_bytes()
        print(f"{names[data[0] % len(names)]}: {data[1:]!r}")  # noqa: T201
        run(data)
        return
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(names):
            for part, seed in enumerate(seeds(name)):
                (Path(folder) / f"{number}-{part}").write_bytes(bytes([number]) + seed)
        (Path(folder) / "words.dict").write_text(dictionary(), "utf-8")
        limits = [f"-max_total_time={arguments.seconds}", "-timeout=10", "-rss_limit_mb=2048", "-max_len=40000"]
        shown = [f"-dict={folder}/words.dict", "-artifact_prefix=fuzz-crash-", "-print_final_stats=1", "-verbosity=0"]
        atheris.Setup([sys.argv[0], *limits, *shown, folder], run)
        atheris.Fuzz()


main()
