"""`stratode lab`: instrument files in; numbers with their uncertainties, plots and tables out. One module a verb."""

from __future__ import annotations

import typer

from stratode.cli.lab import (
    convert,
    cracks,
    cv,
    cycle,
    dqdv,
    drt,
    edge,
    eis,
    floating,
    fringes,
    front,
    gitt,
    ici,
    lsv,
    peel,
    porosity,
    rate,
    relax,
    relaxation_times,
    resistance,
    rheology,
    roughness,
    strain,
    temperature,
    tensile,
    xrd,
)

lab = typer.Typer(
    name="lab",
    help="Evaluate measured data: impedance, titration, cycling, voltammetry and more.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for verb in (
    convert,
    cracks,
    cv,
    cycle,
    dqdv,
    drt,
    edge,
    eis,
    floating,
    fringes,
    front,
    gitt,
    ici,
    lsv,
    porosity,
    rate,
    relax,
    resistance,
    roughness,
    strain,
    tensile,
    temperature,
    xrd,
    relaxation_times,
    rheology,
    peel,
):
    verb.register(lab)


def register(app: typer.Typer) -> None:
    """Add the verbs to the command."""
    app.add_typer(lab)
