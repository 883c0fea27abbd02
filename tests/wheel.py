"""Build the wheel, install it in a fresh environment outside the tree, and tag a report there with the model it carries."""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = "2021年，县司法局受理行政复议案件12件，印发《甘棠县信访办法》（甘政发〔2021〕4号）。\n"


def run(*command: str | Path, cwd: Path) -> str:
    return subprocess.run(list(map(str, command)), cwd=cwd, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT, cwd=folder)
        (wheel,) = folder.glob("*.whl")
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / "bin" / "python"
        run(python, "-m", "pip", "install", "--quiet", wheel, cwd=folder)
        (folder / "report.txt").write_text(TEXT, "utf-8")
        record = json.loads(run(folder / "venv" / "bin" / "fazhi", "tag", "report.txt", "--quiet", cwd=folder))
        found = [entity["text"] for entity in record["entities"]]
        if found != ["县司法局", "12件", "《甘棠县信访办法》", "甘政发〔2021〕4号"]:
            sys.exit(f"the installed wheel tags wrongly: {found}")
        size = wheel.stat().st_size / 2**20
        sys.stdout.write(f"{wheel.name}: {size:.1f} MiB, installed outside the tree, tags with its own model\n")


if __name__ == "__main__":
    main()
