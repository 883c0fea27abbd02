"""The command line: one thin file a verb. Nothing heavy is imported before a verb runs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from fazhi import __version__
from fazhi.cli import doccano, evaluate, export, gold, tag, train, view, words
from fazhi.errors import FazhiError

app = typer.Typer(
    name="fazhi",
    help="Tag and classify the yearly reports on law-based government (法治政府建设年度报告).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("tag")(tag.tag)
app.command("view")(view.view)
app.command("export")(export.export)
app.command("words")(words.words)
app.command("train")(train.train)
app.command("evaluate")(evaluate.evaluate)
app.add_typer(gold.app, name="gold")
app.add_typer(doccano.app, name="doccano")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"fazhi {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; errors of the input's making are one line on stderr and exit status 1."""
    try:
        app()
    except FazhiError as error:
        typer.echo(f"fazhi: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:  # a disk that is full, say
        typer.echo(f"fazhi: {error.filename or 'output'}: {error.strerror or error}", err=True)
        sys.exit(1)
