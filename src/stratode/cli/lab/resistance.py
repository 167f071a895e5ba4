"""`stratode lab resistance`: pulses in; internal resistances at stated times out."""

from __future__ import annotations

import typer

from stratode.cli.lab import giving, pulses

EXAMPLE = "Example:  stratode lab resistance pulses.csv --at '1 ms, 1 s, end' -o results/"


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("resistance", epilog=EXAMPLE)(resistance)


def resistance(
    files: giving.Files,
    at: pulses.At = "1 s, 10 s, end",
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate internal resistances of pulses, dV/I, at stated times after the current is switched on."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    giving.give(evaluate.resistance(*files, how=How(read_as, columns), at=at), folder, as_json, xlsx)
