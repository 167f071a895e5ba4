"""`stratode lab eis`: spectra evaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict, Unpack

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import given, known, positive
from stratode.lab.impedance.analysis import ImpedanceAnalysis, analyse
from stratode.lab.impedance.asked import Asked
from stratode.lab.impedance.circuit import parse
from stratode.lab.impedance.selection import Selection, spectra_of
from stratode.lab.impedance.weighting import WEIGHTS
from stratode.lab.reading.files import AS_FOUND, How, read_records
from stratode.lab.record import FREQUENCY, names_of
from stratode.lab.spectrum import MeasuredSpectrum
from stratode.recipe import quantities as q
from stratode.report.lab.eis import sheet, together

Progress = Callable[[float, str], None]


class Options(TypedDict, total=False):
    """What may be asked beside the files; lengths and the like as texts with their units, "150 +- 5 um"."""

    spectrum: int | None  # which one of a series, from 1; None for all
    fmin: str | None  # "0.1 Hz"; points below are left out
    fmax: str | None  # likewise above
    drop_inductive: bool  # leave out points with Z'' > 0
    circuit: str | Sequence[str]  # one description or several, "R0-p(R1,C1)"
    weights: str  # of circuit fits, "modulus", "unit" or "proportional"
    start: str | Mapping[str, float] | None  # of the circuit's parameters, "R0=0.01,R1=0.02"; None to try many
    arc_fmin: str | None  # the window of the arc whose diameter is R_ct; None to find it
    arc_fmax: str | None
    area: str | None  # "1.13 cm2"; resistances are given per area too
    thickness: str | None  # of the membrane between planes that block, or with `line` of one electrode
    line: bool  # fit a transmission line for the resistance of pores
    electrodes: int  # porous electrodes in that cell
    porosity: str | None  # of the electrode, for its tortuosity
    conductivity: str | None  # of the free electrolyte, for it
    warburg: bool  # find the Warburg coefficient
    concentration: str | None  # of lithium, for a diffusivity from it
    temperature: str | None  # for it
    charges: int  # electrons per ion, for it


def eis(*files: File, how: How = AS_FOUND, progress: Progress | None = None, **options: Unpack[Options]) -> Evaluated:
    """Evaluate impedance spectra.

    Args:
        files: instrument files or tables, of one spectrum each or of a series.
        how: how they are read.
        progress: called with (share done, what is under way).
        options: as of :class:`Options`.

    Returns:
        The numbers, with `table()`, `words()`, `summary()` and `save(folder)`.

    Raises:
        ValueError: a file that holds no spectrum; an option that makes no sense.
    """
    known(options, Options, "eis")
    asked = asked_of(options)
    measured = [one for file in files for one in _spectra(file, how, options.get("spectrum"))]
    sheets = []
    for k, (name, one) in enumerate(zip(names_of(measured), measured, strict=True)):
        if progress is not None:
            progress(k / len(measured), name)
        found = analyse(one, asked)
        sheets.append(sheet(name, found, _recipe(found)))
    return Evaluated("eis", tuple(sheets), together)


def asked_of(options: Options) -> Asked:
    """What the options ask, checked.

    Raises:
        ValueError: an option that makes no sense.
    """
    circuit = options.get("circuit", ())
    circuits = (circuit,) if isinstance(circuit, str) else tuple(circuit)
    low, high = positive(options.get("fmin"), q.FREQUENCY, "--fmin"), positive(options.get("fmax"), q.FREQUENCY, "--fmax")
    return Asked(
        selection=Selection(low, high, options.get("drop_inductive", False)),
        circuits=tuple(parse(one) for one in circuits),
        weights=_weights(options.get("weights", "modulus")),
        start=started(options.get("start")),
        arc=_window(options.get("arc_fmin"), options.get("arc_fmax")),
        area=given(options.get("area"), q.AREA, "--area"),
        thickness=given(options.get("thickness"), q.LENGTH, "--thickness"),
        line=options.get("line", False),
        electrodes=options.get("electrodes", 2),
        porosity=given(options.get("porosity"), q.FRACTION, "--porosity"),
        conductivity=given(options.get("conductivity"), q.CONDUCTIVITY, "--conductivity"),
        warburg=options.get("warburg", False),
        concentration=given(options.get("concentration"), q.CONCENTRATION, "--concentration"),
        temperature=given(options.get("temperature"), q.TEMPERATURE, "--temperature"),
        charges=options.get("charges", 1),
    )


def _spectra(file: File, how: How, number: int | None) -> list[MeasuredSpectrum]:
    """All spectra of a file, or one of a series."""
    records = read_records(file, how)
    with_frequency = [record for record in records if FREQUENCY in record.columns] or list(records)
    found = [one for record in with_frequency for one in spectra_of(record)]
    if number is None:
        return found
    if not 1 <= number <= len(found):
        raise ValueError(f"--spectrum: {Path(file).name} holds {len(found)} spectra; received {number}. Choose one from 1 to {len(found)}.")
    return [found[number - 1]]


def _window(slowest: str | None, fastest: str | None) -> tuple[float, float] | None:
    low, high = positive(slowest, q.FREQUENCY, "--arc-fmin"), positive(fastest, q.FREQUENCY, "--arc-fmax")
    if low is None and high is None:
        return None
    if low is None or high is None or low >= high:
        raise ValueError(
            f"--arc-fmin, --arc-fmax: must both be stated, the lower one first; received {low} and {high} Hz. Write for example "
            "--arc-fmin '1 Hz' --arc-fmax '1 kHz'."
        )
    return low, high


def _weights(weights: str) -> str:
    if weights not in WEIGHTS:
        raise ValueError(f"--weights: must be {', '.join(WEIGHTS)}; received {weights!r}. Write for example --weights modulus.")
    return weights


def started(start: str | Mapping[str, float] | None) -> Mapping[str, float]:
    """Starting values as numbers in SI.

    Raises:
        ValueError: not "NAME=NUMBER,NAME=NUMBER", or a number that is not above zero.
    """
    if start is None or not isinstance(start, str):
        return start or {}
    found: dict[str, float] = {}
    for part in start.split(","):
        name, _, value = part.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError as error:
            raise ValueError(
                f"--start: must be NAME=NUMBER for every parameter; received {part!r}. Write for example R0=0.01,R1=0.02."
            ) from error
        if not 0.0 < found[name.strip()] < float("inf"):
            raise ValueError(f"--start: must be above 0; received {part!r}. Write a positive number in SI units.")
    return found


def _recipe(found: ImpedanceAnalysis) -> str:
    """What a recipe takes: the conductivity of an electrolyte, the tortuosity of a layer."""
    lines = []
    for one in found.estimates:
        if one.symbol == "sigma":
            lines.append(f"electrolyte:\n  conductivity: {one.value / 100.0:.4g} S/cm\n")
        if one.symbol == "tau_e":
            lines.append(f"# of the electrode's layer\ntransport: {{tau: {one.value:.4g}}}\n")
    return "".join(lines)
