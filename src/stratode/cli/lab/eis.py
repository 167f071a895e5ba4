"""`stratode lab eis`: impedance spectra in, resistances and circuits out."""

from __future__ import annotations

import typer

from stratode.cli.lab import giving

EXAMPLE = "Example:  stratode lab eis cell.DTA -o results/"


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("eis", epilog=EXAMPLE)(eis)


def eis(
    files: giving.Files,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate impedance spectra."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    giving.give(evaluate.eis(*files, how=How(read_as, columns)), folder, as_json, xlsx)
