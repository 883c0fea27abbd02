"""No room left: on a real file system of one megabyte where one can be made, and by a limit on files' sizes everywhere."""

import json
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

FAZHI = str(Path(sys.executable).with_name("fazhi"))
LIMIT = 40_000


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pile")
    for number in range(6):
        text = (
            f"一、工作情况\n全年县司法局受理行政复议案件{number + 1}件。\n" + "各乡镇人民政府办理执法案件3起。\n" * 40
        )
        (folder / f"{number}.txt").write_text(text, "utf-8")
    return folder


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, resource.RLIM_INFINITY))


def fazhi(*arguments: str, limited: bool = False, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [FAZHI, *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=600,
        preexec_fn=limit_files if limited else None,
    )


def records(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]


def test_what_is_finished_stays_and_the_run_goes_on_later(pile: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    done = fazhi("tag", str(pile), "-o", str(output), limited=True)
    assert done.returncode == 1
    told = re.search(r"out\.jsonl: cannot be written: File too large; the (\d) reports that are", done.stderr.decode())
    assert told
    assert done.stderr.count(b"\n") == 1
    finished = records(tmp_path / "out.jsonl.part")
    assert finished == list("012345")[: int(told[1])] != []
    done = fazhi("tag", str(pile), "-o", str(output), "--resume")
    assert (done.returncode, done.stderr[:28]) == (0, f"6 reports ({told[1]} of them before)".encode())
    assert records(output) == list("012345")
    assert list(tmp_path.iterdir()) == [output]


def test_a_folder(pile: Path, tmp_path: Path) -> None:
    long = tmp_path / "pile"
    long.mkdir()
    for number in range(2):
        (long / f"{number}.txt").write_bytes((pile / "0.txt").read_bytes() * (1 + 2 * number))
    done = fazhi("tag", str(long), "-o", f"{tmp_path}/out/", limited=True)
    assert done.returncode == 1
    assert "cannot be written: File too large; the 1 reports that are finished stay" in done.stderr.decode()
    assert {path.name for path in (tmp_path / "out").iterdir()} == {".fazhi-tag.log", "0.jsonl"}


@pytest.mark.parametrize("format", ["csv", "sqlite", "parquet", "bio", "label-studio", "xlsx", "spacy"])
def test_exports_leave_nothing_half_made(format: str, pile: Path, tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    assert fazhi("tag", str(pile), "-o", str(records)).returncode == 0
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / f"x.{format}"

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))

    command = [FAZHI, "export", str(records), "--to", format, "-o", str(target)]
    done = subprocess.run(command, capture_output=True, timeout=600, preexec_fn=limited)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"cannot be written" in done.stderr
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "arguments", [("tag", "PILE"), ("tag", "PILE", "-o", "/dev/full"), ("tag", "PILE", "-f", "csv")]
)
def test_a_full_device(arguments: tuple[str, ...], pile: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = fazhi(*[str(pile) if word == "PILE" else word for word in arguments], stdout=full.fileno())
    assert done.returncode == 1
    assert b"cannot be written: No space left on device" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert Path("/dev/full").is_char_device()


def test_devices_stay_devices(pile: Path) -> None:
    assert fazhi("tag", str(pile), "-o", "/dev/null").returncode == 0
    assert Path("/dev/null").is_char_device()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("only root can make a file system; the limit on files' sizes above stands for it")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_small_disk(pile: Path, small_disk: Path, tmp_path: Path) -> None:
    done = fazhi("tag", str(pile), "-o", str(small_disk / "out.jsonl"), "-j", "2")
    assert done.returncode == 1
    assert b"cannot be written: No space left on device; the " in done.stderr
    assert done.stderr.count(b"\n") == 1
    finished = records(small_disk / "out.jsonl.part")
    assert finished == list("012345")[: len(finished)] != []
    subprocess.run(["mount", "-o", "remount,size=2m", str(small_disk)], check=True)
    done = fazhi("tag", str(pile), "-o", str(small_disk / "out.jsonl"), "-j", "2", "--resume")
    assert done.returncode == 0
    assert records(small_disk / "out.jsonl") == list("012345")


def test_a_folder_that_is_read_only(pile: Path, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for output in ("out.jsonl", "deep/out.jsonl", ""):
        done = fazhi("tag", str(pile), "-o", f"{small_disk}/{output}")
        assert done.returncode == 1
        assert b"cannot write there: Read-only file system" in done.stderr
        assert done.stderr.count(b"\n") == 1
