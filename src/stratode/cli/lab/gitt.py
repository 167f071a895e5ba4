"""`stratode lab gitt`: pulses in; diffusivities by two methods, resistances and the checks that fired out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stratode.cli import speech
from stratode.cli.lab import giving, pulses

EXAMPLE = "Example:  stratode lab gitt titration.csv --particle-radius 5um --recipe cell.yaml -o results/"

Recipe = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Recipe of the cell that was measured; its model is fitted to each pulse.")
]
Side = Annotated[str, typer.Option(metavar="SIDE", help="Whose diffusivity is fitted: cathode or anode of the recipe.")]
FreeScale = Annotated[bool, typer.Option("--free-scale", help="Let the model's change of voltage be scaled in the fit.")]
Skip = Annotated[
    str | None, typer.Option(metavar="TIME", help="Time after each switch that fits leave out. [1 % of the pulse, 5 % without recipe]")
]
NoFit = Annotated[bool, typer.Option("--no-fit", help="Weppner-Huggins and resistances only.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("gitt", epilog=EXAMPLE)(gitt)


def gitt(
    files: giving.Files,
    particle_radius: pulses.Radius = None,
    electrode_thickness: pulses.Thickness = None,
    length: pulses.Length = None,
    recipe: Recipe = None,
    side: Side = "cathode",
    free_scale: FreeScale = False,
    skip: Skip = None,
    at: pulses.At = "1 s, 10 s, end",
    no_fit: NoFit = False,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate titrations: diffusivity of each pulse by Weppner-Huggins and by a fitted model, with validity checks; resistances."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    lengths = {"particle_radius": particle_radius, "electrode_thickness": electrode_thickness, "length": length}
    with speech.progress_bar() as progress:
        found = evaluate.gitt(
            *files, how=How(read_as, columns), **lengths, recipe=recipe, side=side, free_scale=free_scale, skip=skip, at=at,
            fit=not no_fit, progress=progress,
        )  # fmt: skip
    giving.give(found, folder, as_json, xlsx)
