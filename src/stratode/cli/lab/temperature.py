"""`stratode lab arrhenius` and `stratode lab vtf`: quantities over temperature in, activation energies out."""

from __future__ import annotations

from typing import Annotated

import typer

from stratode.cli.lab import giving

ARRHENIUS_EXAMPLE = "Example:  stratode lab arrhenius r_ct.csv -o results/      (columns 'Temperature / degC', 'R_ct / ohm cm2')"
VTF_EXAMPLE = "Example:  stratode lab vtf sigma.csv -o results/      (columns 'Temperature / degC', 'Conductivity / mS/cm')"

Temperatures = Annotated[
    str | None, typer.Option(metavar="LIST", help="The files are spectra, measured at these temperatures: '25 degC,40 degC'.")
]
Of = Annotated[str, typer.Option(metavar="SYMBOL", help="Which number of each spectrum, as `lab eis` calls it.")]
WithT = Annotated[bool, typer.Option("--times-temperature", help="Fit ln(rate T) instead of ln(rate).")]
At = Annotated[str, typer.Option(metavar="TEMPERATURE", help="Where to predict the quantity.")]
Exponent = Annotated[float | None, typer.Option(metavar="N", help="Of the prefactor T^-N. [0.5 of a conductivity, else 0]")]


def register(lab: typer.Typer) -> None:
    """Add the verbs."""
    lab.command("arrhenius", epilog=ARRHENIUS_EXAMPLE)(arrhenius)
    lab.command("vtf", epilog=VTF_EXAMPLE)(vtf)


def arrhenius(
    files: giving.Files,
    temperatures: Temperatures = None,
    of: Of = "R_ct",
    times_temperature: WithT = False,
    at: At = "25 degC",
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Activation energy by Arrhenius, of a conductivity, resistance, time or diffusivity over temperature."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    how = How(read_as, columns)
    found = evaluate.arrhenius(*files, how=how, temperatures=temperatures, of=of, with_temperature=times_temperature, at=at)
    giving.give(found, folder, as_json, xlsx)


def vtf(
    files: giving.Files,
    temperatures: Temperatures = None,
    of: Of = "R_ct",
    exponent: Exponent = None,
    at: At = "25 degC",
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Vogel-Tammann-Fulcher parameters, and whether the data support them over Arrhenius."""
    from stratode import evaluate
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    found = evaluate.vtf(*files, how=How(read_as, columns), temperatures=temperatures, of=of, exponent=exponent, at=at)
    giving.give(found, folder, as_json, xlsx)
