"""`stratode explain`: which differing inputs cause how much of the difference between two cells."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stratode import verbs
from stratode.cli import speech
from stratode.cli.tables import drawn

First = Annotated[Path, typer.Argument(metavar="A", help="The recipe to start from.")]
Second = Annotated[Path, typer.Argument(metavar="B", help="The recipe to compare with it.")]
Rate = Annotated[str, typer.Option(metavar="RATE", help="The C-rate to compare at.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("explain", epilog="Example:  stratode explain examples/chen2024_l_dry_s.yaml examples/chen2024_s_dry_l.yaml --rate 1C")(
        explain
    )


def explain(first: First, second: Second, rate: Rate = "1C", as_json: AsJson = False) -> None:
    """Share the difference in capacity of two cells among the inputs in which they differ."""
    with speech.progress_bar() as progress:
        explanation = verbs.explain(first, second, rate=rate, progress=progress)
    if as_json:
        speech.emit(explanation.summary())
    else:
        speech.say(drawn(explanation.table()))
