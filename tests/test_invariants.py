"""What holds for any bytes and any text, in every reader, grammar and file format: the fuzzer's targets, with Hypothesis."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .fuzz.seeds import seeds
from .fuzz.targets import Target, targets

TARGETS = targets()
SLOW = ("pipeline", "back xlsx")
pieces = st.lists(st.integers(0, 255), max_size=60).map(lambda numbers: b"\x80" + bytes(numbers))
broken = st.tuples(st.integers(0, 2**16), st.binary(min_size=1, max_size=4))


def damaged(seed: bytes, damages: list[tuple[int, bytes]]) -> bytes:
    """A file with some bytes overwritten."""
    for at, put in damages:
        at %= len(seed) + 1
        seed = seed[:at] + put + seed[at + len(put) :]
    return seed


def inputs(name: str) -> st.SearchStrategy[bytes]:
    known = st.builds(damaged, st.sampled_from(list(seeds(name))), st.lists(broken, max_size=3))
    return known | st.binary(max_size=200) | pieces


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_breaks_it(name: str) -> None:
    target: Target = TARGETS[name]

    @settings(
        max_examples=15 if name in SLOW else 60,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=inputs(name))
    def holds(data: bytes) -> None:
        target(data)

    holds()


def test_all_that_reads_is_among_them() -> None:
    assert {
        "read txt",
        "read html",
        "back csv",
        "find fazhi.doc_numbers.v1",
        "parse parse_quantity",
        "pipeline",
    } <= TARGETS.keys()
