"""`stratode lab relaxation-times`: spectra between blocking electrodes in, charge and dielectric relaxation times out."""

from __future__ import annotations

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab relaxation-times film_m40C.mpt -o results/"


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("relaxation-times", epilog=EXAMPLE)(relaxation_times)


def relaxation_times(
    files: giving.Files,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Charge and dielectric relaxation times of an ion conductor between blocking electrodes, and their difference."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    giving.give(evaluate.relaxation_times(*files, how=How(read_as, columns)), folder, as_json, xlsx)
