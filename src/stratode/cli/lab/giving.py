"""What the verbs of the laboratory share: their files, the electrode, where results go, and how they are told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stratode.cli import speech
from stratode.cli.showing import show

if TYPE_CHECKING:
    from stratode.evaluate.evaluated import Evaluated

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Instrument files or tables; several are compared.")]
Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="DIR", help="Write report.html, summary.json and tables (.csv) here.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Xlsx = Annotated[bool, typer.Option("--xlsx", help="Write the tables as a workbook too; needs -o.")]
Format = Annotated[str | None, typer.Option("--format", metavar="NAME", help="Read files as this format instead of recognising them.")]
Columns = Annotated[
    str | None,
    typer.Option(
        metavar="LIST", help="Names of a table's columns: 'Voltage / V=Ewe,Current / A=I/mA:mA', or by number, 'Frequency / Hz=1'."
    ),
]

Area = Annotated[str | None, typer.Option(metavar="AREA", help="Of the electrode, '1.13 cm2': numbers are given per area too.")]
ScanRate = Annotated[str | None, typer.Option(metavar="RATE", help="Scan rate, '0.1 mV/s', where the file has no times.")]


def folder_for(out: Path | None, xlsx: bool) -> Path | None:
    """Where results go, checked before anything is computed.

    Raises:
        ValueError: a workbook without a folder; a folder that cannot be written to.
    """
    if xlsx and out is None:
        raise ValueError("--xlsx: needs a folder to write to; received none. Add -o DIR.")
    return speech.folder_to_write(out) if out else None


def give(found: Evaluated, folder: Path | None, as_json: bool, xlsx: bool = False) -> None:
    """Save to the folder where there is one; then print one JSON object, or the table and its words."""
    show(found, folder, as_json, **({"xlsx": True} if xlsx else {}))
