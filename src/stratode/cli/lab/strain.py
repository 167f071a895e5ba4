"""`stratode lab strain`: resistance under strain in; R/R0, gauge factor and failure out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab strain film.csv --at 20%,100% -o results/"

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Tables of strain and resistance; several are compared.")]
At = Annotated[str, typer.Option(metavar="STRAINS", help="Where R/R0 is given: 20%,100%.")]
Failure = Annotated[float, typer.Option(metavar="RATIO", help="R/R0 above which a film counts as failed.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("strain", epilog=EXAMPLE)(strain)


def strain(
    files: Files,
    at: At = "20%,100%",
    failure: Failure = 10.0,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Resistance of films under strain: R/R0 at stated strains, gauge factor, strain of failure."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.strain(*files, at=at, failure=failure, how=How(read_as, columns))
    giving.give(found, folder, as_json, xlsx)
