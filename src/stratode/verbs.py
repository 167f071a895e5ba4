"""What the doors offer, in the same words from Python and from the command line; each verb puts the rooms in a row, no more.

The rooms are imported inside the verbs, so that a door opens at once and pays only for what it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stratode.asked import ProtocolChoice as ProtocolChoice
from stratode.asked import as_asked, choice_of, rates_of, told_apart

if TYPE_CHECKING:
    from stratode.observed import Observed
    from stratode.outcome import Explained, Outcome
    from stratode.recipe.library import Description, Entry
    from stratode.recipe.parts import Cell, TransportCell
    from stratode.recipe.volumes import Measure, VolumeNumbers, VolumeStatement
    from stratode.report.measured import Measured
    from stratode.responses import Responses
    from stratode.spectra import Spectra

Progress = Callable[[float, str], None]  # share done (0 to 1), and what is under way
File = str | PathLike[str]
STATE_OF_CHARGE, FREQUENCIES, POINTS_PER_DECADE = "0.5", "1e-3..1e6", 10  # of spectra, where nothing else is asked for


def run(
    *files: File,
    rates: Sequence[str | float] | None = None,
    protocol: ProtocolChoice | str = ProtocolChoice.RECIPE,
    progress: Progress | None = None,
) -> Outcome | Observed:
    """Run what one or several recipes state: their rate tests, or their experiments.

    Args:
        files: recipes (YAML) or BPX files (JSON), all rate tests or all experiments.
        rates: C-rates in place of the recipes' own, "0.5C" or 0.5.
        protocol: the recipes' own steps, or "discharge": each discharge starts fully charged and at rest.
        progress: called with (share done, what is under way).

    Returns:
        All results, with `table()`, `tables()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that cannot be used, with everything that is wrong with it; a rate or protocol that is none, or that
            is asked of an experiment; rate tests and experiments together.
    """
    cells = read(files, rates=rates, protocol=protocol, progress=progress)
    return simulate(cells, progress=progress, others=other_sizes(files, cells))


def read(
    files: Sequence[File],
    *,
    rates: Sequence[str | float] | None = None,
    protocol: ProtocolChoice | str = ProtocolChoice.RECIPE,
    progress: Progress | None = None,
) -> tuple[Cell | TransportCell, ...]:
    """The closed cells that `files` state, with the rates and steps asked for; volumes that they name are measured.

    Args:
        files, rates, protocol: as for :func:`run`.
        progress: called with (share done, what is under way) while a volume is measured.

    Raises:
        ValueError: as :func:`run`.
    """
    from stratode.recipe.load import read_either

    choice = choice_of(protocol)
    asked = None if rates is None else rates_of(rates)
    if not files:
        raise ValueError("files: need at least one recipe or BPX file; received none. `stratode new` writes a recipe to start from.")
    measure = _measure(progress)
    return told_apart([as_asked(read_either(Path(file), measure=measure), asked, choice) for file in files])


def _measure(progress: Progress | None = None) -> Measure:
    """How volumes are measured; what it takes is imported where a recipe names one."""

    def measure(statement: VolumeStatement) -> VolumeNumbers:
        from stratode.structure.handover import measured

        return measured(statement, progress)

    return measure


def other_sizes(files: Sequence[File], cells: Sequence[Cell | TransportCell]) -> tuple[Mapping[int, Cell], ...]:
    """Of each cell that is to be rate tested the same with fewer and with more particle sizes, where sizes stand for a distribution.

    Args:
        files: those that :func:`read` was given.
        cells: what it returned.
    """
    from stratode.cell.classes import STEPS, distributed
    from stratode.recipe.load import read_cell
    from stratode.recipe.parts import Cell

    return tuple(
        {more: replace(read_cell(Path(file), more, _measure()), protocol=cell.protocol) for more in STEPS}
        if isinstance(cell, Cell) and cell.experiment is None and distributed(cell)
        else {}
        for file, cell in zip(files, cells, strict=True)
    )


def read_measured(file: File, cells: Sequence[Cell | TransportCell]) -> Measured:
    """Measured capacities or curves to lay over the runs of `cells`.

    Raises:
        ValueError: the file is no such table, or names a recipe that is not among `cells`.
    """
    from stratode.report import measured

    return measured.read_measured(Path(file), [cell.name for cell in cells])


def simulate(
    cells: Sequence[Cell | TransportCell], progress: Progress | None = None, others: Sequence[Mapping[int, Cell]] = ()
) -> Outcome | Observed:
    """Run closed cells, one after the other: rate tests, which are weighed too, or experiments.

    Args:
        cells: from :func:`read`, or made in Python; all rate tests or all experiments.
        progress: called with (share done, what is under way).
        others: of each rate test its cells with other numbers of particle sizes, from :func:`other_sizes`.

    Raises:
        ValueError: as :func:`tests_and_experiments`.
    """
    quiet = progress or (lambda share, doing: None)
    tests, experiments = tests_and_experiments(cells)
    if experiments:
        from stratode.observed import observed

        return observed(experiments, quiet)
    from stratode.outcome import computed

    return computed(tests, quiet, others)


def tests_and_experiments(cells: Sequence[Cell | TransportCell]) -> tuple[tuple[Cell, ...], tuple[Cell | TransportCell, ...]]:
    """Those of `cells` that state a rate test, and those that state an experiment; one of the two is empty.

    Raises:
        ValueError: there are both; or a transport cell states no experiment.
    """
    from stratode.recipe.parts import Cell

    tests, experiments = [], []
    for cell in cells:
        if cell.experiment is not None:
            experiments.append(cell)
        elif isinstance(cell, Cell):
            tests.append(cell)
        else:
            remedy = "Add for example steps: polarise at 10 uA for 2 h, rest 1 h; or ask for its impedance (--impedance), which needs none."
            raise ValueError(f"steps: must be stated by a transport cell to run it; received none in '{cell.name}'. {remedy}")
    if tests and experiments:
        raise ValueError(
            "recipes: must be all rate tests or all experiments to stand in one report; received the experiment "
            f"'{experiments[0].name}' and the rate test '{tests[0].name}'. Run them separately."
        )
    return tuple(tests), tuple(experiments)


def impedance(
    *files: File,
    soc: str | float | Sequence[float] = STATE_OF_CHARGE,
    frequencies: str | Sequence[float] = FREQUENCIES,
    points_per_decade: int = POINTS_PER_DECADE,
    progress: Progress | None = None,
) -> Spectra:
    """Impedance spectra of the cells of one or several recipes, at rest.

    Args:
        files: recipes (YAML) or BPX files (JSON); transport cells too, whose state of charge is their own.
        soc: states of charge, 0 to 1: numbers, a list "0.2,0.5", or a range "0.1..0.9" in steps of 0.1, or of ":0.2".
        frequencies: Hz, a range "1e-3..1e6" or the numbers themselves.
        points_per_decade: of a range.
        progress: called with (share done, what is under way).

    Returns:
        All spectra, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that cannot be used; a state of charge or frequency that is none; a cell that no current can pass.
    """
    points = spectral_points(soc, frequencies, points_per_decade)
    return spectra(read(files, progress=progress), *points, progress=progress)


def spectral_points(
    soc: str | float | Sequence[float], frequencies: str | Sequence[float], points_per_decade: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """States of charge, and frequencies in Hz, as :func:`impedance` takes them.

    Raises:
        ValueError: as :func:`impedance`.
    """
    from stratode.recipe import span

    states = span.states_of_charge(soc) if isinstance(soc, str) else (soc,) if isinstance(soc, (int, float)) else tuple(soc)
    points = span.frequencies(frequencies, points_per_decade) if isinstance(frequencies, str) else tuple(frequencies)
    return span.checked_states(states), points


def spectra(
    cells: Sequence[Cell | TransportCell], socs: Sequence[float], frequencies: Sequence[float], progress: Progress | None = None
) -> Spectra:
    """Impedance spectra of closed cells.

    Args:
        cells: from :func:`read`, or made in Python.
        socs: states of charge, 0 to 1.
        frequencies: Hz.
        progress: called with (share done, what is under way).

    Raises:
        ValueError: a frequency that is none; a cell that no current can pass.
    """
    from stratode.spectra import spectra as computed

    return computed(cells, socs, frequencies, progress or (lambda share, doing: None))


def sensitivities(
    *files: File,
    rates: Sequence[str | float] | None = None,
    protocol: ProtocolChoice | str = ProtocolChoice.RECIPE,
    inputs: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Responses:
    """How capacity, energy and voltage of a rate test answer to every input of one or several recipes.

    Args:
        files, rates, protocol, progress: as for :func:`run`.
        inputs: their names, such as "porosity: L"; all of them where left out.

    Raises:
        ValueError: as :func:`run`; an experiment; a name that is no input; a rate at which nothing is delivered.
    """
    from stratode.responses import responses

    return responses(read(files, rates=rates, protocol=protocol, progress=progress), inputs, progress or (lambda share, doing: None))


def explain(first: File, second: File, *, rate: str | float = "1C", progress: Progress | None = None) -> Explained:
    """Share the difference in capacity of two cells among the inputs in which they differ.

    Args:
        first: the recipe to start from.
        second: the recipe to compare with it.
        rate: the C-rate to compare at.
        progress: called with (share done, what is under way).

    Raises:
        ValueError: as :func:`run`; or one of the two is no rate test.
    """
    from stratode.outcome import explained
    from stratode.recipe.parts import Cell

    for cell in read([first, second]):
        if not isinstance(cell, Cell) or cell.experiment is not None:
            remedy = "Give two recipes with a protocol of rates."
            raise ValueError(f"recipes: must both be rate tests to be compared; '{cell.name}' is none. {remedy}")
    a, b = tests_and_experiments(read([first, second], rates=[rate]))[0]
    return explained(a, b, progress or (lambda share, doing: None))


def materials(kind: str | None = None) -> tuple[Entry, ...]:
    """The material library, one entry a material, in alphabetical order.

    Args:
        kind: "active", "lithium", "electrolyte", "conductor", "inert", "separator" or "film"; None for all.
    """
    from stratode.recipe import library

    kinds = sorted({entry.kind for entry in library.entries()})
    if kind is not None and kind not in kinds:
        raise ValueError(f"kind: must be one of {', '.join(kinds)}; received '{kind}'. Leave it out to list all.")
    return library.entries(kind)


def material(name: str, folder: File | None = None) -> Description:
    """All values of a material with unit, range and source, and its curves as points.

    Args:
        name: name or alias.
        folder: where the user's own material files lie; they come before the library.

    Raises:
        ValueError: no such material, with the nearest names.
    """
    from stratode.recipe import library

    return library.describe(name, None if folder is None else Path(folder))


def save_material(name: str, target: File, folder: File | None = None) -> Path:
    """Write a page with all values of a material and a plot of each curve; returns its path.

    Args:
        name: name or alias.
        target: folder of the page.
        folder: where the user's own material files lie.

    Raises:
        ValueError: no such material.
        OSError: the folder cannot be written to.
    """
    from stratode.recipe import library
    from stratode.report.material_page import write_material_page

    beside = None if folder is None else Path(folder)
    full = library.describe(name, beside).name
    path = Path(target) / ("".join(c if c.isalnum() else "_" for c in full).strip("_") + ".html")
    write_material_page(path, full, library.find(name, beside))
    return path


def as_bpx(cell: Cell) -> dict[str, Any]:
    """A uniform full cell as BPX content: one layer and one population on each side, charged to its upper cut-off at 100 %.

    Raises:
        ValueError: naming everything about the cell that BPX has no field for.
    """
    from stratode.cell.equilibrium import window
    from stratode.cell.transport import electron_conductivity
    from stratode.recipe import bpx

    rest = window(cell, cell.protocol.lower_voltage, cell.protocol.upper_voltage)
    sides = [[*rest.cathode_full.values()], [*rest.anode_full.values()]]
    full = (sides[0][0], sides[1][0]) if all(len(side) == 1 for side in sides) else None
    return bpx.write(cell, full=full, conductivity=electron_conductivity)


def save_bpx(cell: Cell, target: File) -> Path:
    """Write a uniform full cell as a BPX file, whole or not at all; returns its path.

    Raises:
        ValueError: as :func:`as_bpx`.
        OSError: the file cannot be written.
    """
    import json

    from stratode.report.files import write_text

    path = Path(target)
    write_text(path, json.dumps(as_bpx(cell), indent=2, allow_nan=False) + "\n")
    return path


def starter(kind: str = "half-cell") -> str:
    """The text of a commented recipe to start from.

    Args:
        kind: "half-cell", "full-cell", "double-layer", "solid-state" or "transport-cell".

    Raises:
        ValueError: no such kind.
    """
    from stratode.recipe.starter import starter

    return starter(kind)


def schema(kind: str = "battery") -> dict[str, Any]:
    """The JSON schema of a recipe file, for editors: of a "battery", or of a "transport" cell.

    Raises:
        ValueError: no such kind.
    """
    from stratode.recipe.schema import schema_of

    return schema_of(kind)
