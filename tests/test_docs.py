"""What the documents say can be done is done: snippets run, commands exist, both READMEs show the same ones."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from fazhi.cli import app

ROOT = Path(__file__).parents[1]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = (*READMES, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "corpus" / "README.md")


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text("utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_python_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (snippet,) = blocks(path, "python")
    exec(compile(snippet, path.name, "exec"), {})


def test_both_readmes_show_the_same() -> None:
    for language in ("sh", "python", "text", "console"):
        assert blocks(READMES[0], language) == blocks(READMES[1], language)


def shown_commands() -> list[list[str]]:
    lines = "\n".join(block for path in READMES[:1] for block in blocks(path, "sh")).splitlines()
    return [line.split("#")[0].split() for line in lines if line.startswith("fazhi ")]


@pytest.mark.parametrize("words", shown_commands(), ids=" ".join)
def test_shown_options_exist(words: list[str]) -> None:
    command, rest = get_command(app), words[1:]
    while rest and hasattr(command, "commands") and rest[0] in command.commands:
        command = command.commands[rest.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in rest if word.startswith("-") and word != "-"} <= known


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for path in PAGES:
        assert set(re.findall(r"`make (\w+)", path.read_text("utf-8"))) <= targets, path.name


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_shown_table_is_what_is_printed() -> None:
    from fazhi.export import FORMATS
    from fazhi.extract import tag
    from fazhi.pipeline.released import load
    from fazhi.reading import read_report

    record = tag(load(), read_report(ROOT / "docs" / "sample.txt"))
    rows = FORMATS["csv"].render(record).splitlines()
    printed = {tuple(row.split(",")[1:5]) for row in rows}
    (shown,) = blocks(READMES[0], "console")
    wanted = {tuple(line.split(",")[1:5]) for line in shown.splitlines() if line.startswith("sample,")}
    assert wanted
    assert wanted <= printed
