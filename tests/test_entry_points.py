"""What spaCy and the readers find by name, in a process that never imports fazhi."""

import subprocess
import sys
from importlib.metadata import entry_points

import pytest
from spacy.util import load_config, registry

from fazhi.pipeline.released import released_path

OURS = [
    point
    for group in ("spacy_factories", "spacy_misc", "spacy_augmenters", "fazhi_readers", "console_scripts")
    for point in entry_points(group=group)
    if point.value.startswith("fazhi")
]


@pytest.mark.parametrize("point", OURS, ids=lambda point: f"{point.group}: {point.name}")
def test_loads(point: object) -> None:
    assert callable(point.load())  # type: ignore[attr-defined]


def test_all_there() -> None:
    assert len(OURS) >= 15


def test_model_opens_without_importing_fazhi() -> None:
    code = (
        "import sys, spacy; assert 'fazhi' not in sys.modules; "
        f"nlp = spacy.load({str(released_path())!r}); print([e.text for e in nlp('由市司法局受理12件。').ents])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.strip() == "['市司法局', '12件']"


def test_model_config_names_only_what_is_registered() -> None:
    config = load_config(released_path() / "config.cfg")
    assert registry.resolve({"find": config["components"]["quantities"]["find"]})


def test_help_does_not_import_spacy() -> None:
    code = "import sys, fazhi.cli; print('spacy' in sys.modules, 'sklearn' in sys.modules, 'lxml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False", "False"]
