"""`stratode lab drt`: impedance spectra in, distributions of relaxation times out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from stratode.cli import speech
from stratode.cli.lab import giving, points

if TYPE_CHECKING:
    from stratode.evaluate.verbs.drt import Options

EXAMPLE = "Example:  stratode lab drt cell.DTA -o results/"

Criterion = Annotated[str, typer.Option(metavar="NAME", help="Chooses the smoothing: evidence, gcv or re-im; all are shown.")]
Part = Annotated[str, typer.Option(metavar="NAME", help="Fit both parts of the impedance, or one: both, real, imaginary.")]
NoiseLaw = Annotated[str, typer.Option("--noise", metavar="NAME", help="auto, constant, or proportional to |Z|.")]
NoInductance = Annotated[bool, typer.Option("--no-inductance", help="Fit no inductance in series.")]
Capacitance = Annotated[bool, typer.Option("--capacitance", help="Fit a capacitance in series, for an electrode that blocks.")]
Bands = Annotated[str | None, typer.Option(metavar="LIST", help="Bands of time: 'R_SEI=1 ms:100 ms; R_ct=0.1 s:10 s'. [han2025's]")]
Soc = Annotated[str | None, typer.Option(metavar="LIST", help="State of charge of each spectrum: 0.1,0.5,0.9; draws a map.")]
Draws = Annotated[int, typer.Option(metavar="N", help="Draws of the posterior for the intervals.")]


def register(lab: typer.Typer) -> None:
    """Add the verb."""
    lab.command("drt", epilog=EXAMPLE)(drt)


def drt(
    files: giving.Files,
    criterion: Criterion = "evidence",
    part: Part = "both",
    noise: NoiseLaw = "auto",
    no_inductance: NoInductance = False,
    capacitance: Capacitance = False,
    drop_inductive: points.DropInductive = False,
    fmin: points.Fmin = None,
    fmax: points.Fmax = None,
    bands: Bands = None,
    soc: Soc = None,
    draws: Draws = 300,
    area: giving.Area = None,
    read_as: giving.Format = None,
    columns: giving.Columns = None,
    out: giving.Out = None,
    xlsx: giving.Xlsx = False,
    as_json: giving.AsJson = False,
) -> None:
    """Distribution of relaxation times: resistances of processes told apart by their time constants, with credible bands."""
    from stratode import evaluate
    from stratode.lab.drt.inverse import NotConverged
    from stratode.lab.reading.files import How

    folder = giving.folder_for(out, xlsx)
    asked: Options = {"criterion": criterion, "part": part, "noise": noise, "inductance": not no_inductance, "capacitance": capacitance}
    asked |= {"drop_inductive": drop_inductive, "fmin": fmin, "fmax": fmax, "bands": bands, "soc": soc, "draws": draws, "area": area}
    try:
        with speech.progress_bar() as progress:
            found = evaluate.drt(*files, how=How(read_as, columns), progress=progress, **asked)
    except NotConverged as error:
        speech.unfinished(f"{error} Nothing was saved.")
    giving.give(found, folder, as_json, xlsx)
