"""`stratode lab eis`: impedance spectra in; the Kramers-Kronig verdict, resistances, circuits and what follows from them out."""

from __future__ import annotations

from typing import Annotated

import typer

from stratode.cli import speech
from stratode.cli.lab import giving, points

EXAMPLE = "Example:  stratode lab eis cell.DTA --circuit 'R0-p(R1,CPE1)-W1' --area 1.13cm2 -o results/"

Spectrum = Annotated[int | None, typer.Option("--spectrum", metavar="N", help="Only this one of a series, from 1. [all]")]
Circuits = Annotated[
    list[str] | None, typer.Option("--circuit", metavar="TEXT", help="Fit this circuit, 'R0-p(R1,C1)-p(R2-Wo1,C2)'; several are compared.")
]
Weights = Annotated[str, typer.Option(metavar="WEIGHTS", help="Of circuit fits: modulus, unit or proportional.")]
Start = Annotated[str | None, typer.Option(metavar="LIST", help="Starting values of the circuit, 'R0=0.01,R1=0.02'. [many are tried]")]
ArcFmin = Annotated[str | None, typer.Option("--arc-fmin", metavar="FREQUENCY", help="Lower end of the arc of R_ct. [found]")]
ArcFmax = Annotated[str | None, typer.Option("--arc-fmax", metavar="FREQUENCY", help="Upper end of the arc of R_ct. [found]")]
Thickness = Annotated[
    str | None,
    typer.Option(metavar="LENGTH", help="Of the membrane between blocking planes: gives its conductivity. Of one electrode with --tlm."),
]
Line = Annotated[bool, typer.Option("--tlm", help="Fit a transmission line: the resistance of pores to ions in a cell that blocks.")]
Electrodes = Annotated[int, typer.Option(metavar="N", help="Porous electrodes in that cell: 2 of a symmetric one.")]
Porosity = Annotated[str | None, typer.Option(metavar="FRACTION", help="Of the electrode: gives its tortuosity; needs --conductivity.")]
Conductivity = Annotated[str | None, typer.Option(metavar="CONDUCTIVITY", help="Of the free electrolyte.")]
Warburg = Annotated[bool, typer.Option("--warburg", help="Find the Warburg coefficient, where the spectrum has a straight range.")]
Concentration = Annotated[
    str | None, typer.Option(metavar="CONCENTRATION", help="Of lithium: gives a diffusivity from it; needs --area, --temperature.")
]
Temperature = Annotated[str | None, typer.Option(metavar="TEMPERATURE", help="Of the measurement.")]
Charges = Annotated[int, typer.Option(metavar="N", help="Electrons per ion.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("eis", epilog=EXAMPLE)(eis)


def eis(
    files: giving.Files,
    circuit: Circuits = None,
    weights: Weights = "modulus",
    start: Start = None,
    spectrum: Spectrum = None,
    fmin: points.Fmin = None,
    fmax: points.Fmax = None,
    drop_inductive: points.DropInductive = False,
    arc_fmin: ArcFmin = None,
    arc_fmax: ArcFmax = None,
    area: giving.Area = None,
    thickness: Thickness = None,
    tlm: Line = False,
    electrodes: Electrodes = 2,
    porosity: Porosity = None,
    conductivity: Conductivity = None,
    warburg: Warburg = False,
    concentration: Concentration = None,
    temperature: Temperature = None,
    charges: Charges = 1,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Evaluate impedance: Kramers-Kronig test, series and charge-transfer resistance, circuits, conductivity, tortuosity, diffusivity."""
    from stratode import evaluate
    from stratode.evaluate.verbs.eis import Options
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    asked: Options = {"spectrum": spectrum, "fmin": fmin, "fmax": fmax, "drop_inductive": drop_inductive, "area": area}
    asked |= {"circuit": circuit or (), "weights": weights, "start": start, "arc_fmin": arc_fmin, "arc_fmax": arc_fmax}
    asked |= {"thickness": thickness, "line": tlm, "electrodes": electrodes, "porosity": porosity, "conductivity": conductivity}
    asked |= {"warburg": warburg, "concentration": concentration, "temperature": temperature, "charges": charges}
    with speech.progress_bar() as progress:
        found = evaluate.eis(*files, how=How(read_as, columns), progress=progress, **asked)
    giving.give(found, folder, as_json, xlsx)
