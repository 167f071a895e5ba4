"""`stratode lab float`: held voltages in, leakage currents out."""

from __future__ import annotations

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab float held.csv --area '1.13 cm2' -o results/"


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("float", epilog=EXAMPLE)(floating)


def floating(
    files: giving.Files,
    area: giving.Area = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate floating tests: leakage at each held voltage, and whether it has become steady."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    giving.give(evaluate.floating(*files, how=How(read_as, columns), area=area), folder, as_json, xlsx)
