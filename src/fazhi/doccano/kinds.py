"""The two kinds of project in doccano, and the labels each offers: their text, colour and hot key.

A label's text is the Chinese name, for annotators, and the name in data, by which it is known: `机关 AGENCY`. Areas are
ordered, which doccano's labels are not, so that an area's label begins with its rank: `1 行政权力制约和监督 supervision`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from fazhi.labels import AREAS, ENTITIES, ROLES, Label

_ENTITY_KEYS = {"DOC_NO": "d", "LAW": "l", "AGENCY": "a", "QUANTITY": "q"}
_AREA_KEYS = ("qwertyuiop", "asdfghjklm")
"""The hot keys of first and second areas: the keyboard's rows below the digits, which are the roles'. (doccano's page knows
no Shift or Ctrl with them, though its server does.) A third area is rare and has no key."""


class LabelType(NamedTuple):
    """A label that a project offers.

    Attributes:
        text: What is shown, and what doccano exports.
        colour: `#rrggbb`.
        key: The hot key, if any.
    """

    text: str
    colour: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of project.

    Attributes:
        suffix: What is added to the group's name to name the project.
        project_type: doccano's name of the task.
        resource_type: doccano's name of the project's class.
        types: The part of doccano's addresses that leads to label types.
        type_upload: The part that takes a file of label types.
        labels: The part that leads to labels.
        offered: The labels that the project offers from the beginning.
        about: The project's description.
    """

    suffix: str
    project_type: str
    resource_type: str
    types: str
    type_upload: str
    labels: str
    offered: tuple[LabelType, ...]
    about: str

    def project_name(self, name: str) -> str:
        """The full name of a group's project of this kind.

        >>> PARAGRAPHS.project_name("2023年报告")
        '2023年报告 · 段落'
        """
        return f"{name} · {self.suffix}"

    def needed(self, texts: Iterable[str]) -> tuple[LabelType, ...]:
        """The labels offered from the beginning, and further ones that these texts name."""
        known = {offered.text for offered in self.offered}
        return (*self.offered, *(_further(text) for text in sorted(set(texts) - known)))


def entity_text(name: str) -> str:
    """A label of entities as doccano shows it.

    >>> entity_text("AGENCY")
    '机关 AGENCY'
    """
    return _text(_ENTITIES[name])


def role_text(name: str) -> str:
    """A role as doccano shows it.

    >>> role_text("progress")
    '工作情况 progress'
    """
    return _text(_ROLES[name])


def area_text(name: str, rank: int) -> str:
    """An area as doccano shows it; rank 1 is the primary one. Further ranks are short, that the text stays in sight.

    >>> area_text("disputes", 1), area_text("disputes", 2)
    ('1 依法有效化解社会矛盾纠纷 disputes', '2 disputes')
    """
    return f"1 {_text(_AREAS[name])}" if rank == 1 else f"{rank} {name}"


def entity_name(text: str) -> str:
    """The label of entities that is shown so.

    >>> entity_name("机关 AGENCY")
    'AGENCY'

    Raises:
        KeyError: There is none.
    """
    return _ENTITIES[text.split(" ")[-1]].name


def role_or_area(text: str) -> tuple[int, str]:
    """The role (rank 0) or the area with its rank that is shown so.

    >>> role_or_area("工作情况 progress"), role_or_area("2 disputes")
    ((0, 'progress'), (2, 'disputes'))

    Raises:
        KeyError: There is none.
    """
    first, *_, name = text.split(" ")
    if first.isdecimal() and int(first) > 0:
        return int(first), _AREAS[name].name
    return 0, _ROLES[name].name


_ENTITIES = {label.name: label for label in ENTITIES}
_ROLES = {label.name: label for label in ROLES}
_AREAS = {label.name: label for label in AREAS}


def _text(label: Label) -> str:
    return f"{label.chinese} {label.name}"


def _further(text: str) -> LabelType:
    """A label beyond those offered: an area of a higher rank."""
    return LabelType(text, _AREAS[role_or_area(text)[1]].colour)


SPANS = Kind(
    suffix="实体",
    project_type="SequenceLabeling",
    resource_type="SequenceLabelingProject",
    types="span-types",
    type_upload="span-type-upload",
    labels="spans",
    offered=tuple(LabelType(_text(label), label.colour, _ENTITY_KEYS[label.name]) for label in ENTITIES),
    about="实体标注：在正文中标出发文字号、文件名称、机关、数量。",
)
PARAGRAPHS = Kind(
    suffix="段落",
    project_type="DocumentClassification",
    resource_type="TextClassificationProject",
    types="category-types",
    type_upload="category-type-upload",
    labels="categories",
    offered=(
        *(LabelType(_text(label), label.colour, str(number)) for number, label in enumerate(ROLES, 1)),
        *(
            LabelType(area_text(label.name, rank), label.colour, key)
            for rank, keys in enumerate(_AREA_KEYS, 1)
            for label, key in zip(AREAS, keys, strict=True)
        ),
    ),
    about="段落标注：每段一个类别；工作情况、存在问题、下步打算和点明领域的小标题另标领域，1为主要领域，2为次要领域。",
)
KINDS = (SPANS, PARAGRAPHS)
