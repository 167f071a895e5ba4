"""`stratode lab rheology`: frequency sweeps in, crossovers and relaxation times out."""

from __future__ import annotations

from typing import Annotated

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab rheology isp50.csv isp67.csv --at '0.05 rad/s' -o results/"

At = Annotated[str | None, typer.Option(metavar="FREQUENCY", help="Of the relaxation time: '0.05 rad/s'. [the lowest]")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("rheology", epilog=EXAMPLE)(rheology)


def rheology(
    files: giving.Files,
    at: At = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate frequency sweeps: where G' and G'' cross, complex viscosity, the segmental relaxation time."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    giving.give(evaluate.rheology(*files, how=How(read_as, columns), at=at), folder, as_json, xlsx)
