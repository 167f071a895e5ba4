"""`stratode lab convert`: an instrument file in, a table of the Battery Data Format out."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import Annotated

import typer

from stratode.cli import speech
from stratode.cli.lab import giving
from stratode.cli.showing import WIDTH
from stratode.cli.tables import drawn

EXAMPLE = "Example:  stratode lab convert cell.ndax -o cell.bdf.csv"
File = Annotated[Path, typer.Argument(metavar="FILE", help="Instrument file or table.")]
Out = Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Table to write, .bdf.csv.")]
Number = Annotated[int | None, typer.Option("--table", metavar="NUMBER", help="Which of several tables, from 1.")]


def register(lab: typer.Typer) -> None:
    """Add the verbs."""
    lab.command("convert", epilog=EXAMPLE)(convert)
    lab.command("formats")(formats)


def convert(
    file: File,
    out: Out,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    table: Number = None,
    as_json: giving.AsJson = False,
) -> None:
    """Write an instrument file as a table of the Battery Data Format."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    found = evaluate.convert(file, out, how=How(read_as, columns), table=table)
    speech.note(f"wrote {found.written}")
    if as_json:
        speech.emit(found.summary())
        return
    speech.say(drawn(found.table()))
    for paragraph in found.words():
        speech.say("\n" + fill(paragraph, WIDTH))


def formats(as_json: giving.AsJson = False) -> None:
    """List the formats that files are recognised as, and by what."""
    from stratode.lab.reading.files import formats as known

    listed = known()
    if as_json:
        speech.emit({"verb": "formats", "formats": [{"name": name, "told_by": told_by} for name, told_by in listed]})
        return
    for name, told_by in listed:
        speech.say(f"{name:14}{told_by}")
