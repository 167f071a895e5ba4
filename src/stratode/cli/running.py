"""`stratode run`: recipes and BPX files in, tables, JSON and a report out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from stratode import verbs
from stratode.cli import responses as sensitive
from stratode.cli import spectra as spectral
from stratode.cli import speech
from stratode.cli.tables import drawn

if TYPE_CHECKING:
    from stratode.observed import Observed
    from stratode.outcome import Outcome
    from stratode.recipe.parts import Cell, TransportCell
    from stratode.report.measured import Measured as Points

WIDTH = 110  # columns of running text
MOST_ROWS = 40  # of a table on a terminal
EXAMPLE = "Example:  stratode run examples/chen2024_l_dry_s.yaml --rates 0.5C,1C -o results/"

Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Recipes (YAML) or BPX files (JSON); several are laid over each other.")
]
Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="DIR", help="Write report.html, summary.json and curves.csv here.")]
Rates = Annotated[str | None, typer.Option(metavar="LIST", help="C-rates in place of the recipe's, for example 0.5C,1C.")]
Steps = Annotated[
    verbs.ProtocolChoice,
    typer.Option(help="recipe: the steps as stated; discharge: each discharge starts fully charged and at rest."),
]
Profiles = Annotated[bool, typer.Option("--profiles", help="Add the fields through the thickness to the JSON.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Measured = Annotated[Path | None, typer.Option(metavar="FILE.csv", help="Lay measured capacities or curves over the figures; needs -o.")]
Workbook = Annotated[bool, typer.Option("--xlsx", help="Write the tables as a workbook too; needs -o.")]
AsBpx = Annotated[bool, typer.Option("--bpx", help="Write the cell as a BPX file too (one uniform full cell); needs -o.")]


def register(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command("run", epilog=EXAMPLE)(run)


def run(
    files: Files,
    out: Out = None,
    rates: Rates = None,
    protocol: Steps = verbs.ProtocolChoice.RECIPE,
    profiles: Profiles = False,
    as_json: AsJson = False,
    measured: Measured = None,
    xlsx: Workbook = False,
    bpx: AsBpx = False,
    impedance: spectral.Impedance = False,
    soc: spectral.States = None,
    frequencies: spectral.Span = None,
    points_per_decade: spectral.Density = None,
    sensitivities: sensitive.Sensitivities = False,
) -> None:
    """Run one or several recipes: rate tests say what the cells give and what limits them, experiments go stage by stage."""
    if sensitivities:
        spectra = {"impedance": impedance, "soc": soc, "frequencies": frequencies, "points_per_decade": points_per_decade}
        sensitive.refuse_with(profiles=profiles, measured=measured, xlsx=xlsx, bpx=bpx, **spectra)
        sensitive.sensitivities(files, out, as_json, rates, protocol)
        return
    if impedance:
        other = None if protocol is verbs.ProtocolChoice.RECIPE else protocol
        spectral.refuse_without(True, rates=rates, protocol=other, profiles=profiles, measured=measured, xlsx=xlsx, bpx=bpx)
        spectral.impedance(files, out, as_json, soc, frequencies, points_per_decade)
        return
    spectral.refuse_without(False, soc=soc, frequencies=frequencies, points_per_decade=points_per_decade)
    cells = _cells(files, out, rates, protocol, measured, xlsx, bpx)
    points = _points(measured, cells) if measured else None
    folder = speech.folder_to_write(out) if out else None
    if bpx and folder:
        _say_written([verbs.save_bpx(_rate_test(cells), folder / "cell.bpx.json")])
    with speech.progress_bar() as progress:
        outcome = verbs.simulate(cells, progress=progress, others=verbs.other_sizes(files, cells))
    if folder:
        over = {"measured": points} if points else {}  # of rate tests alone
        _say_written(outcome.save(folder, xlsx=xlsx, profiles=profiles, **over))
    _give(outcome, folder, as_json, profiles)


def _give(outcome: Outcome | Observed, folder: Path | None, as_json: bool, profiles: bool) -> None:
    """The result on stdout, and what it lacks."""
    if as_json:
        speech.emit(outcome.summary(profiles=profiles))
    else:
        _tell(outcome)
    if outcome.unfinished:
        _say_unfinished(outcome.unfinished, folder)


def _cells(
    files: Sequence[Path], out: Path | None, rates: str | None, protocol: verbs.ProtocolChoice, measured: Path | None, xlsx: bool, bpx: bool
) -> tuple[Cell | TransportCell, ...]:
    """What the files state; what cannot be run or written is refused before anything is."""
    if out is None and (measured or xlsx or bpx):
        raise ValueError("--measured, --xlsx and --bpx: need a folder to write to; received none. Add -o DIR.")
    with speech.progress_bar() as progress:  # of volumes that recipes name
        cells = verbs.read(files, rates=_listed(rates), protocol=protocol, progress=progress)
    _refuse_early(cells, measured, bpx)
    return cells


def _refuse_early(cells: Sequence[Cell | TransportCell], measured: Path | None, bpx: bool) -> None:
    """What cannot be run or written is refused before anything is."""
    _, experiments = verbs.tests_and_experiments(cells)
    if experiments and (measured or bpx):
        asked = "--measured" if measured else "--bpx"
        raise ValueError(f"{asked}: must be asked of a rate test; '{experiments[0].name}' states an experiment. Leave it out.")
    if bpx and len(cells) > 1:
        raise ValueError(f"--bpx: writes one cell; received {len(cells)} recipes. Run them one by one.")
    if bpx:
        verbs.as_bpx(_rate_test(cells))


def _points(file: Path, cells: Sequence[Cell | TransportCell]) -> Points:
    points = verbs.read_measured(file, cells)
    if points.left_out:
        speech.note(f"{file}: left out the rows of recipes that this run does not hold: {'; '.join(points.left_out)}")
    return points


def _say_written(paths: Sequence[Path]) -> None:
    speech.note("wrote " + ", ".join(map(str, paths)))


def _say_unfinished(runs: Sequence[str], folder: Path | None) -> None:
    kept = f"everything else was computed and saved to {folder}" if folder else "everything else was computed; add -o DIR to save it"
    speech.unfinished(f"could not finish {', '.join(runs)}; {kept}.")


def _rate_test(cells: Sequence[Cell | TransportCell]) -> Cell:
    return verbs.tests_and_experiments(cells)[0][0]


def _listed(rates: str | None) -> Sequence[str] | None:
    return None if rates is None else rates.split(",")


def _tell(outcome: Outcome | Observed) -> None:
    speech.say(drawn(outcome.table(), MOST_ROWS))
    for paragraph in outcome.words():
        speech.say("\n" + fill(paragraph, WIDTH))
