"""`stratode lab cv`: cyclic voltammograms in, peaks, couples and scan-rate laws out."""

from __future__ import annotations

from typing import Annotated

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab cv cell.csv --area '1.13 cm2' -o results/"

Resistance = Annotated[str | None, typer.Option(metavar="R", help="Uncompensated, '20 ohm': its drop is taken off the potential.")]
Cycle = Annotated[int | None, typer.Option(metavar="N", help="Which cycle is reported. [the last]")]
Baseline = Annotated[str, typer.Option(metavar="KIND", help="Under peaks: linear, tangent or zero.")]
Prominence = Annotated[str | None, typer.Option(metavar="SHARE", help="Of the range of current that counts as a peak. [3 %]")]
Temperature = Annotated[str, typer.Option(metavar="T", help="Of the measurement.")]
Electrons = Annotated[int, typer.Option(metavar="N", help="Of the reaction, for Randles-Sevcik.")]
Concentration = Annotated[str | None, typer.Option(metavar="C", help="Of what diffuses, '1 M'; with --area gives D of reversible couples.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("cv", epilog=EXAMPLE)(cv)


def cv(
    files: giving.Files,
    scan_rate: giving.ScanRate = None,
    area: giving.Area = None,
    resistance: Resistance = None,
    cycle: Cycle = None,
    baseline: Baseline = "linear",
    prominence: Prominence = None,
    temperature: Temperature = "25 degC",
    electrons: Electrons = 1,
    concentration: Concentration = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate cyclic voltammograms: peaks, separations, charges; three scan rates or more also give b, D and shares."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.cv(
        *files, how=How(read_as, columns), scan_rate=scan_rate, area=area, resistance=resistance, cycle=cycle, baseline=baseline,
        prominence=prominence, temperature=temperature, electrons=electrons, concentration=concentration,
    )  # fmt: skip
    giving.give(found, folder, as_json, xlsx)
