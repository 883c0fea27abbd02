"""Runs of `fazhi tag` killed with SIGKILL at random moments and taken up again: no report lost, none twice, none left over."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

FAZHI = str(Path(sys.executable).with_name("fazhi"))
REPORTS = 60
KILLS = 3


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pile")
    for number in range(REPORTS):
        text = (
            f"一、工作情况\n全年县司法局受理行政复议案件{number + 1}件。\n" + "各乡镇人民政府办理执法案件3起。\n" * 200
        )
        (folder / f"{number:03}.txt").write_text(text, "utf-8")
    (folder / "020.txt").write_bytes(bytes(range(256)) * 40)  # none of its failures may cost the others anything
    return folder


@pytest.fixture(scope="module")
def undisturbed(pile: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    output = tmp_path_factory.mktemp("undisturbed") / "out.jsonl"
    done = subprocess.run([FAZHI, "tag", str(pile), "-o", str(output), "-q"], capture_output=True, timeout=600)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    return output.read_bytes()


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 600
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.002)


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def children(pid: int) -> list[str]:
    task = Path(f"/proc/{pid}/task/{pid}/children")
    return task.read_text().split() if task.exists() else []


def is_running(pid: str) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def kill_and_resume(command: list[str], journal: Path, random_: random.Random) -> int:
    """Run a command until it ends by itself, and kill it on the way: how many times the last run had to be begun."""
    for began in range(1, KILLS + 2):
        process = subprocess.Popen([*command, "--resume"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if began <= KILLS:
            goal = lines(journal) + random_.randint(1, REPORTS // KILLS - 3)
            wait_for(lambda goal=goal, process=process: lines(journal) >= goal or process.poll() is not None)  # type: ignore[misc]
            time.sleep(random_.random() / 50)
            workers = children(process.pid)
            os.kill(process.pid, signal.SIGKILL)
            wait_for(lambda workers=workers: not any(map(is_running, workers)))  # type: ignore[misc]
        _, said = process.communicate(timeout=600)
        if process.returncode != -signal.SIGKILL:
            assert process.returncode == 1, said.decode()
            assert said.count(b"020.txt") == 1
            return began
    raise AssertionError("killed more often than meant")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_into_a_file(jobs: str, pile: Path, undisturbed: bytes, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    command = [FAZHI, "tag", str(pile), "-o", str(output), "-j", jobs, "-q"]
    assert kill_and_resume(command, tmp_path / "out.jsonl.part.log", random.Random(jobs)) == KILLS + 1
    assert output.read_bytes() == undisturbed
    assert list(tmp_path.iterdir()) == [output]


def test_into_a_folder(pile: Path, undisturbed: bytes, tmp_path: Path) -> None:
    output = tmp_path / "out"
    command = [FAZHI, "tag", str(pile), "-o", f"{output}/", "-j", "2", "-q"]
    assert kill_and_resume(command, output / ".fazhi-tag.log", random.Random(3)) == KILLS + 1
    assert b"".join(path.read_bytes() for path in sorted(output.iterdir())) == undisturbed


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_broken_off_by_hand(jobs: str, pile: Path, undisturbed: bytes, tmp_path: Path) -> None:
    output, journal = tmp_path / "out.jsonl", tmp_path / "out.jsonl.part.log"
    command = [FAZHI, "tag", str(pile), "-o", str(output), "-j", jobs, "-q"]
    # a shell's job in the background is started deaf to it
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
    signal.signal(signal.SIGINT, before)
    wait_for(lambda: lines(journal) > 3)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: all processes get it
    _, said = process.communicate(timeout=600)
    assert process.returncode not in (0, -signal.SIGKILL)
    assert b"broken off; " in said
    assert b"--resume goes on from them" in said
    assert b"Traceback" not in said
    finished = lines(journal) - 1
    # a record is written before its line of the journal
    assert 3 <= finished <= lines(tmp_path / "out.jsonl.part") <= finished + 1
    done = subprocess.run([*command, "--resume"], capture_output=True, timeout=600)
    assert (done.returncode, output.read_bytes()) == (1, undisturbed)
