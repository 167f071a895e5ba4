"""`stratode lab lsv`: linear sweeps in, onsets by stated criteria and the window out."""

from __future__ import annotations

from typing import Annotated

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab lsv film.csv --area '1.13 cm2' --at '4.5 V,5.5 V' -o results/"

Threshold = Annotated[str | None, typer.Option(metavar="CURRENT", help="That counts as the onset: '10 uA/cm2', or '1 uA'. [10 uA/cm2]")]
Slope = Annotated[str | None, typer.Option(metavar="SLOPE", help="That counts as the onset. [100 uA/(cm2 V)]")]
At = Annotated[str | None, typer.Option(metavar="LIST", help="Potentials at which the current is asked: '4.5 V,5.5 V'.")]
Quiet = Annotated[str | None, typer.Option(metavar="FROM,TO", help="Where the baseline is drawn: '3.0 V,4.0 V'. [found]")]
Versus = Annotated[str, typer.Option(metavar="REFERENCE", help="What potentials are against: lithium or other.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("lsv", epilog=EXAMPLE)(lsv)


def lsv(
    files: giving.Files,
    area: giving.Area = None,
    threshold: Threshold = None,
    slope: Slope = None,
    at: At = None,
    quiet: Quiet = None,
    versus: Versus = "lithium",
    scan_rate: giving.ScanRate = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate linear sweeps: onset potentials by three criteria side by side, the window, currents at stated potentials."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.lsv(
        *files,
        how=How(read_as, columns),
        area=area,
        threshold=threshold,
        slope=slope,
        at=at,
        quiet=quiet,
        versus=versus,
        scan_rate=scan_rate,
    )
    giving.give(found, folder, as_json, xlsx)
