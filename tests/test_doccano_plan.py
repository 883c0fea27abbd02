"""What a push has to do, without a server: only what is new, however far the last push came."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fazhi.doccano.kinds import KINDS, PARAGRAPHS, SPANS, Kind
from fazhi.doccano.mapping import Document, Example, Selection, documents
from fazhi.doccano.plan import Plan, Project, make_plan
from fazhi.doccano.push import _batches
from fazhi.gold.annotation import Gold
from fazhi.report import Report
from tests.strategies import golds

ANNA = "anna"


def example(id: int, document: Document, **changes: object) -> Example:
    made = Example(
        id=id, key=document.key, sha256=document.sha256, text=document.text, marks={ANNA: frozenset(document.marks)}
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def project(kind: Kind, examples: Iterable[Example], *, admin: bool = True) -> Project:
    types = {label.text: number for number, label in enumerate(kind.needed([]))}
    return Project(id=1, kind=kind, name="x", mine=ANNA, admin=admin, types=types, examples=tuple(examples))


def plan(kind: Kind, gold: Gold, held: Iterable[Example], **options: bool) -> Plan:
    return make_plan(kind, "x", [Selection(gold)], project(kind, held, **options))


def all_of(kind: Kind, gold: Gold) -> list[Example]:
    return [example(number, document) for number, document in enumerate(documents(Selection(gold), kind), 1)]


def test_first_push(small: Gold) -> None:
    made = make_plan(SPANS, "x · 实体", [Selection(small)], None)
    assert made.line() == "x · 实体: a project to create, 1 documents to add, 10 labels on them, 4 label types to offer"
    made = make_plan(PARAGRAPHS, "x · 段落", [Selection(small)], None)
    assert (
        made.line() == "x · 段落: a project to create, 8 documents to add, 10 labels on them, 28 label types to offer"
    )


def test_nothing_twice(small: Gold) -> None:
    for kind in KINDS:
        made = plan(kind, small, all_of(kind, small))
        assert made.empty
        assert made.line() == "x: nothing to do"


@given(golds(), st.data())
def test_a_push_that_broke_off_is_made_whole(gold: Gold, data: st.DataObject) -> None:
    """Whatever documents arrived, with however many of their labels, the next push adds just the rest."""
    for kind in KINDS:
        held = []
        for one in all_of(kind, gold):
            if data.draw(st.booleans()):
                bare = plan(kind, gold, [replace(one, marks={})]).fill
                order = bare[0][1] if bare else ()
                arrived = order[: data.draw(st.integers(0, len(order)))]
                held.append(replace(one, marks={ANNA: frozenset(arrived)}))
        made = plan(kind, gold, held)
        added = {there.id: frozenset(marks) for there, marks in made.fill}
        whole = [replace(one, marks={ANNA: one.marks[ANNA] | added.get(one.id, frozenset())}) for one in held]
        whole += [example(1000 + number, document) for number, document in enumerate(made.upload)]
        assert plan(kind, gold, whole).empty
        assert sorted((one.key, one.marks) for one in whole) == sorted((one.key, one.marks) for one in all_of(kind, gold))  # fmt: skip
        assert not made.surplus


def test_an_annotators_own_work_is_left_alone(small: Gold) -> None:
    (one,) = all_of(SPANS, small)
    marks = one.marks[ANNA]
    emptied = replace(one, marks={ANNA: frozenset()})
    assert len(plan(SPANS, small, [emptied]).fill[0][1]) == len(marks)
    assert plan(SPANS, small, [replace(emptied, done=frozenset({ANNA}))]).empty
    told = [mark for mark in marks if not plan(SPANS, small, [replace(one, marks={ANNA: marks - {mark}})]).empty]
    assert len(told) == 1, "of ten labels only the last in our order, if deleted alone, is taken for not yet added"
    assert plan(SPANS, small, [replace(one, marks={ANNA: marks | {(0, 1, "机关 AGENCY")}})]).empty
    changed = replace(emptied, text=one.text.replace("甘", "廿"))
    assert plan(SPANS, small, [changed]).empty, "offsets would not fit"


def test_another_annotator_gets_suggestions_of_their_own(small: Gold) -> None:
    (one,) = all_of(SPANS, small)
    others = replace(one, marks={"bo": one.marks[ANNA]}, done=frozenset({"bo"}))
    made = plan(SPANS, small, [others], admin=False)
    assert frozenset(made.fill[0][1]) == one.marks["anna"]
    assert not made.problems


def test_only_an_admin_adds_documents(small: Gold) -> None:
    made = plan(PARAGRAPHS, small, [], admin=False)
    assert made.empty
    assert made.problems == ("x: 8 documents are not there, and only an admin of the project can add them",)


def test_untouched_copies_go(small: Gold) -> None:
    (one,) = all_of(SPANS, small)
    bare = replace(one, id=2, marks={})
    assert [copy.id for copy in plan(SPANS, small, [bare, one]).surplus] == [2]
    assert [copy.id for copy in plan(SPANS, small, [one, replace(one, id=2)]).surplus] == [2]
    assert plan(SPANS, small, [one, bare], admin=False).empty
    for touched in (
        replace(bare, marks={"bo": frozenset({(0, 7, "机关 AGENCY")})}),
        replace(bare, marks={ANNA: frozenset({(0, 1, "机关 AGENCY")})}),
        replace(bare, comments=True),
    ):
        assert not plan(SPANS, small, [one, touched]).surplus
    assert [copy.id for copy in plan(SPANS, small, [one, replace(bare, done=frozenset({"bo"}))]).surplus] == []


def test_another_text_of_the_same_name_is_refused(small: Gold) -> None:
    held = [replace(one, sha256="0" * 64) for one in all_of(PARAGRAPHS, small)]
    made = plan(PARAGRAPHS, small, held)
    assert made.empty
    assert made.problems == ("x: gantang-2022: the project holds another text of this name than gantang-2022.txt; rename one, or take another project",)  # fmt: skip


def test_what_doccano_cannot_hold_is_named_and_the_rest_goes_on(small: Gold) -> None:
    broken = Gold(report=Report(id="broken", text="县\0区\ud83d", source="broken.txt"))
    made = make_plan(SPANS, "x", [Selection(broken), Selection(small)], None)
    assert made.problems == ("x: broken[1]: doccano takes no '\\x00' in a text; left out",)
    assert [document.key.report for document in made.upload] == ["gantang-2022"]


def test_whole_reports_and_single_paragraphs_do_not_overlap(small: Gold) -> None:
    third = small.report.paragraphs[2:3]
    (single,) = documents(Selection(small, only=third), SPANS)
    rest = plan(SPANS, small, [example(1, single)])
    assert [document.key[1:] for document in rest.upload] == [p for p in small.report.paragraphs if p not in third]
    within = make_plan(SPANS, "x", [Selection(small, only=third)], project(SPANS, all_of(SPANS, small)))
    assert within.empty


def test_batches_are_limited(small: Gold) -> None:
    (document,) = documents(Selection(small), SPANS)
    labelled = replace(document, marks=frozenset((i, i + 1, "机关 AGENCY") for i in range(600)))
    assert [len(batch) for batch in _batches([labelled] * 5)] == [2, 2, 1]
    assert [len(batch) for batch in _batches([replace(document, text="字" * 150_000)] * 3)] == [1, 1, 1]
