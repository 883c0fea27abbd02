"""What a run of `fazhi tag` says of itself on standard error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from fazhi.pile import Item
    from fazhi.runs.run import Run
    from fazhi.runs.stream import StreamRun
    from fazhi.tagging import Outcome


class Summary:
    """Counts of a run, and the naming of files that failed."""

    def __init__(self) -> None:
        self.reports = self.kept = self.failed = self.characters = 0
        self.labels: Counter[str] = Counter()

    def keep(self, run: Run | StreamRun, items: Sequence[Item]) -> None:
        """Count what an earlier run finished, and name what of it is of files that are gone."""
        present = {item.path for item in items}
        for entry in getattr(run, "done", {}).values():
            self.kept += 1
            self.reports += 1
            self.characters += entry.characters
            self.labels.update(entry.labels)
            if entry.path not in present:
                typer.echo(f"fazhi: {entry.path}: this file is gone; its finished report is kept", err=True)

    def watched(self, outcomes: Iterable[Outcome], advance: Callable[[], None]) -> Iterator[Outcome]:
        """Count outcomes on their way, name failures, and pass on what succeeded."""
        for outcome in outcomes:
            advance()
            if outcome.problem:
                self.failed += 1
                typer.echo(f"fazhi: {outcome.problem}", err=True)
                continue
            self.reports += 1
            self.characters += outcome.characters
            self.labels.update(outcome.labels)
            yield outcome

    def broken_off(self, run: Run | StreamRun) -> str:
        """What is said when someone breaks a run off."""
        finished = len(getattr(run, "done", ()))
        return f"fazhi: broken off; {finished:,} finished reports are kept" + (
            ", the same command with --resume goes on from them" if finished else ""
        )

    def line(self, seconds: float) -> str:
        """The closing line."""
        from fazhi.labels import ENTITY_LABELS

        entities = ", ".join(f"{label} {self.labels[label]:,}" for label in ENTITY_LABELS)
        kept = f" ({self.kept:,} of them before)" if self.kept else ""
        failed = f", {self.failed:,} failed" if self.failed else ""
        return f"{self.reports:,} reports{kept}{failed}, {self.characters:,} characters; {entities}; {seconds:.1f} s"
