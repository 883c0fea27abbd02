"""Tools for the yearly reports on law-based government (法治政府建设年度报告).

`read_report` turns a file into a `Report`, `load` opens the released pipeline, `tag` gives one record a report,
`read_records` reads what `fazhi tag` wrote.
Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fazhi.export.frames import read_records
    from fazhi.extract import tag
    from fazhi.pipeline.released import load
    from fazhi.reading import read_report
    from fazhi.report import Report

__version__ = "0.1.0"
__all__ = ["Report", "__version__", "load", "read_records", "read_report", "tag"]

_HOMES = {
    "Report": "fazhi.report",
    "load": "fazhi.pipeline.released",
    "read_records": "fazhi.export.frames",
    "read_report": "fazhi.reading",
    "tag": "fazhi.extract",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'fazhi' has no attribute {name!r}; it has {', '.join(sorted(__all__))}")
