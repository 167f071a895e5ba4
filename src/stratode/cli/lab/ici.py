"""`stratode lab ici`: short pauses of a long current in; resistances and diffusivities out."""

from __future__ import annotations

import typer

from stratode.cli.lab import giving, pulses

EXAMPLE = "Example:  stratode lab ici interrupted.csv --particle-radius 5um -o results/"


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("ici", epilog=EXAMPLE)(ici)


def ici(
    files: giving.Files,
    particle_radius: pulses.Radius = None,
    electrode_thickness: pulses.Thickness = None,
    length: pulses.Length = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate intermittent current interruptions: resistance and diffusivity from the short pauses of a long current."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    lengths = {"particle_radius": particle_radius, "electrode_thickness": electrode_thickness, "length": length}
    giving.give(evaluate.ici(*files, how=How(read_as, columns), **lengths), folder, as_json, xlsx)
