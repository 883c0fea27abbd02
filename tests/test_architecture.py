"""The rooms of the house: imports go one way, files stay short, nothing prints."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "fazhi"
MODULES = sorted(SOURCE.rglob("*.py"))
FLOORS = (
    {"errors"},
    {"report", "records", "labels", "limits", "jsonl", "extras"},
    {"lexicon"},
    {"grammar"},
    {"reading"},
    {"gold"},
    {"pipeline"},
    {"resolve"},
    {"extract"},
    {"export", "pile", "words"},
    {"tagging", "runs", "training", "doccano"},
    {"cli"},
)
"""From the ground up: a module imports from its own floor and those below."""
SPACY_ROOMS = {"pipeline", "extract", "training", "tagging"}
LONGEST = 300


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def floor(name: str) -> int:
    return next(i for i, names in enumerate(FLOORS) if name in names)


def imports(path: Path) -> Iterator[str]:
    """Modules a file imports, also inside functions, but for names only type checkers see."""
    tree = ast.parse(path.read_text("utf-8"))
    checked_only = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if id(node) in checked_only:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_down(path: Path) -> None:
    if room(path) in ("__init__", "__main__"):
        return
    here = floor(room(path))
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "fazhi" and len(parts) > 1 and not parts[1].startswith("__"):
            assert floor(parts[1]) <= here, f"{room(path)} must not import {name}"
        if parts[0] == "spacy":
            assert room(path) in SPACY_ROOMS, f"{room(path)} must not import spaCy"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_files_can_be_read(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def test_every_room_has_a_floor() -> None:
    rooms = {room(path) for path in MODULES} - {"__init__", "__main__"}
    assert rooms <= set().union(*FLOORS)
