"""Scores as tables for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fazhi.training.calibration import Reliability


def print_metrics(metrics: dict[str, Any], *, title: str) -> None:
    """Print the scores of an evaluation."""
    from rich.console import Console
    from rich.table import Table

    table = Table("label", "P", "R", "F1", "95 % interval", "gold", title=title, title_justify="left")
    for label, row in metrics["entities"].items():
        low, high = row["interval"]
        table.add_row(
            label, f"{row['p']:.3f}", f"{row['r']:.3f}", f"{row['f1']:.3f}", f"{low:.3f}–{high:.3f}", str(row["gold"])
        )
    console = Console()
    console.print(table)
    console.print(
        f"role accuracy {metrics['role_accuracy']:.3f}   primary area {metrics['primary_area_accuracy']:.3f}   "
        f"area micro-F1 {metrics['area_micro_f1']:.3f}"
    )
    if row := metrics.get("indicators"):
        console.print(f"indicators: P {row['p']:.3f}   R {row['r']:.3f}   F1 {row['f1']:.3f}   gold {row['gold']}")
    console.print()


def print_reliability(tables: dict[str, Reliability]) -> None:
    """Print how scores and shares right compare, bin by bin."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for name, reliability in tables.items():
        console.print(f"{name}: {reliability.count} scores, expected calibration error {reliability.error:.3f}")
        table = Table("score", "count", "mean", "right")
        for row in reliability.bins:
            table.add_row(f"{row.low:.2f}–{row.high:.2f}", str(row.count), f"{row.mean:.3f}", f"{row.share:.3f}")
        console.print(table)
