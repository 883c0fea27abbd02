"""What cannot be tagged is refused by the library as by the command line, with what to do."""

import pytest

from fazhi.errors import UnreadableReport
from fazhi.limits import MAX_PARAGRAPH, MAX_PARAGRAPHS, check
from fazhi.report import Report

LIMIT = 10 * MAX_PARAGRAPH


def report(text: str) -> Report:
    return Report(id="a", text=text, source="a.txt")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("法" * (LIMIT + 1), r"a\.txt: 1,000,001 characters; a report may have at most 1,000,000"),
        ("一\n\n" + "法" * (MAX_PARAGRAPH + 1), r"a\.txt:3: a paragraph of 100,001 characters; .* \[法{12}\]"),
        ("法\n" * (MAX_PARAGRAPHS + 1), r"a\.txt: 100,001 paragraphs"),
        ("一、\ud83d概况", r"a\.txt: a lone surrogate \(U\+D83D\) at 2"),
    ],
    ids=["long", "long paragraph", "many paragraphs", "lone surrogate"],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(UnreadableReport, match=message):
        check(report(text), LIMIT)


@pytest.mark.parametrize("text", ["法" * MAX_PARAGRAPH, f"{'法' * MAX_PARAGRAPH}\n" * 9, "法\n" * MAX_PARAGRAPHS, "😀"])
def test_at_the_limit(text: str) -> None:
    check(report(text), LIMIT)
