"""`stratode lab drt`: spectra as distributions of relaxation times."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict, Unpack

import numpy as np

from stratode.evaluate.evaluated import Evaluated, File
from stratode.evaluate.verbs.stated import choice, given, known, positive
from stratode.lab.drt.analysis import DrtAnalysis, DrtOptions, analyse
from stratode.lab.drt.bands import HAN2025, bands_of
from stratode.lab.drt.criteria import Criterion
from stratode.lab.drt.inverse import Elements, Noise, Part
from stratode.lab.drt.posterior import DRAWS
from stratode.lab.drt.validity import APART
from stratode.lab.estimate import Caution
from stratode.lab.impedance.analysis import broken
from stratode.lab.impedance.kramers_kronig import kramers_kronig
from stratode.lab.impedance.selection import Selection, selected, spectra_of
from stratode.lab.reading.files import AS_FOUND, How, read_records
from stratode.lab.record import names_of
from stratode.recipe.quantities import AREA, FREQUENCY
from stratode.report.lab.drt import sheet, together
from stratode.report.lab.drt_series import series_sheet
from stratode.report.lab.sheet import Sheet

Progress = Callable[[float, str], None]


class Options(TypedDict, total=False):
    """What may be asked, in the words of the command line."""

    criterion: str  # that chooses the smoothing: "evidence", "gcv", "re-im"
    part: str  # of the impedance that is fitted: "both", "real", "imaginary"
    noise: str  # "constant", "proportional" to |Z|, or "auto": what the data support
    inductance: bool  # fit one in series
    capacitance: bool  # fit one in series, for an electrode that blocks
    drop_inductive: bool  # leave out points whose imaginary part is positive
    fmin: str | None  # "0.1 Hz"; points below are left out
    fmax: str | None  # "10 kHz"; points above are left out
    bands: str | None  # names and times, "R_SEI=1 ms:100 ms; R_ct=0.1 s:10 s"; han2025's where None
    soc: str | None  # a state of charge for each spectrum, "0.1,0.2" or "10 %,20 %": the spectra become one map
    draws: int  # of the posterior, for the intervals
    area: str | None  # "1.13 cm2"; resistances are given per area too


def drt(*files: File, how: How = AS_FOUND, progress: Progress | None = None, **options: Unpack[Options]) -> Evaluated:
    """Find distributions of relaxation times.

    Args:
        files: instrument files or tables, one spectrum each or several loops.
        how: how they are read.
        progress: called with (share done, what is under way).
        options: as of :class:`Options`.

    Raises:
        ValueError: a file that holds no spectrum, an option that makes no sense.
        NotConverged: a non-negative fit did not end.
    """
    known(options, Options, "drt")
    asked = _asked(options)
    low, high = positive(options.get("fmin"), FREQUENCY, "--fmin"), positive(options.get("fmax"), FREQUENCY, "--fmax")
    selection = Selection(low, high, options.get("drop_inductive", False))
    spectra = [spectrum for file in files for record in read_records(file, how) for spectrum in spectra_of(record)]
    names = names_of(spectra)
    soc = options.get("soc")
    charge = None if soc is None else charges(soc, len(spectra))
    found, beside = [], []
    for place, (name, whole) in enumerate(zip(names, spectra, strict=True)):
        if progress:
            progress(place / len(spectra), name)
        spectrum, left_out = selected(whole, selection)
        found.append(analyse(spectrum, asked))
        beside.append((*consistency(found[-1]), *left_out))
    if charge is None:
        return Evaluated("drt", _sheets(names, found, beside, asked), together)
    order = np.argsort(charge, kind="stable")
    mapped = series_sheet(
        [names[i] for i in order], [found[i] for i in order], [charge[i] for i in order], asked.bands, [beside[i] for i in order]
    )
    return Evaluated("drt", (mapped,))


def _asked(options: Options) -> DrtOptions:
    """The options, checked."""
    bands, noise = options.get("bands"), options.get("noise", "auto")
    return DrtOptions(
        criterion=choice(options.get("criterion", "evidence"), Criterion, "--criterion"),
        part=choice(options.get("part", "both"), Part, "--part"),
        noise=None if noise == "auto" else choice(noise, Noise, "--noise", "auto"),
        elements=Elements(options.get("inductance", True), options.get("capacitance", False)),
        bands=HAN2025 if bands is None else bands_of(bands),
        draws=options.get("draws", DRAWS),
        area=given(options.get("area"), AREA, "--area"),
    )


def _sheets(names: tuple[str, ...], found: list[DrtAnalysis], beside: list[tuple[Caution, ...]], asked: DrtOptions) -> tuple[Sheet, ...]:
    return tuple(sheet(name, one, asked.bands, more) for name, one, more in zip(names, found, beside, strict=True))


def consistency(found: DrtAnalysis) -> tuple[Caution, ...]:
    """Beware of a spectrum that breaks the Kramers-Kronig relations: it has no distribution of relaxation times.

    The distribution obeys the relations itself. Where it follows the spectrum to within noise of constant size, the test, which weighs by
    |Z|, has taken that noise for a break where |Z| is small.
    """
    tested = kramers_kronig(found.spectrum)
    if tested.passes:
        return ()
    where = broken(tested, found.spectrum)
    if found.residuals.thinning == 1.0 and not (np.abs(found.residuals.scaled) > APART).any():
        words = (
            f"The Kramers-Kronig test, which weighs by |Z|, objects {where}; the distribution, which obeys the relations, follows the "
            "spectrum to within independent noise there, so that the noise may be all there is to it."
        )
        return (Caution("kramers_kronig_in_noise", words),)
    words = (
        f"The spectrum breaks the Kramers-Kronig relations {where}: no distribution of relaxation times gives it there. "
        "Leave those frequencies out with --fmin and --fmax, or measure again at rest; `stratode lab eis` shows the test."
    )
    return (Caution("kramers_kronig", words),)


def charges(text: str, count: int) -> list[float]:
    """States of charge as fractions, one for each spectrum.

    Raises:
        ValueError: not a number between 0 and 1 or 0 and 100 %, or not one for each spectrum.
    """
    remedy = "Write for example 0.1,0.5,0.9 or 10 %,50 %,90 %."
    found = []
    for part in text.split(","):
        bare = part.strip()
        try:
            value = float(bare.removesuffix("%")) / (100.0 if bare.endswith("%") else 1.0)
        except ValueError as error:
            raise ValueError(f"--soc: must be numbers between 0 and 1, or percent; received '{bare}'. {remedy}") from error
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"--soc: must lie between 0 and 1, or 0 % and 100 %; received '{bare}'. {remedy}")
        found.append(value)
    if len(found) != count:
        raise ValueError(f"--soc: needs one state of charge for each spectrum; received {len(found)} for {count} spectra. {remedy}")
    return found
