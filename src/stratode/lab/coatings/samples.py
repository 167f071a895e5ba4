"""Several samples of one electrode: the mean porosity, its interval from their scatter and from what they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import hypot

import numpy as np

from stratode.lab.coatings.porosity import Coating, PorosityAnalysis, Solid, analyse
from stratode.lab.columns import Wanted, has, with_unit
from stratode.lab.estimate import NORMAL_95, Caution, Estimate, found
from stratode.lab.inference.propagation import Input
from stratode.lab.inference.student import mean_of
from stratode.lab.record import Origin, Record

COLUMNS = {  # by input
    "loading": Wanted("Loading / kg/m2", ("loading", "areal mass", "mass loading"), written="Loading / mg/cm2"),
    "mass": Wanted("Mass / kg", ("mass", "weight"), written="Mass / mg"),
    "thickness": Wanted("Thickness / m", ("thickness",), written="Thickness / um"),
}
OWN = tuple(COLUMNS)  # what each sample has of its own; all else is shared


@dataclass(frozen=True, slots=True, eq=False)
class SampleSet:
    """What came out of several samples.

    Args:
        samples: each of them.
        origin: the file.
        estimates: means.
        cautions: what to beware of.
    """

    samples: tuple[PorosityAnalysis, ...]
    origin: Origin
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def samples_of(record: Record, solids: tuple[Solid, ...], shared: Mapping[str, Input], wanted: float | None) -> SampleSet:
    """Each row of a table as a sample.

    Args:
        record: columns of loading or mass, and of thickness.
        solids: of all samples.
        shared: further inputs of all, "area", "collector thickness".
        wanted: as of :func:`stratode.lab.coatings.porosity.analyse`.

    Raises:
        ValueError: a column is missing; a sample that cannot be; fewer than two rows.
    """
    present = {name: with_unit(record, wanted) for name, wanted in COLUMNS.items() if has(record, wanted)}
    where = record.origin.file
    if "thickness" not in present or not ({"loading", "mass"} & set(present)):
        raise ValueError(f"{where}: needs columns such as 'Thickness / um' and 'Mass / mg'; found {', '.join(map(repr, record.columns))}.")
    analyses = []
    for k in range(len(record)):
        measured = {name: Input(float(values[k]), shared[name].error if name in shared else None) for name, values in present.items()}
        measured |= {name: one for name, one in shared.items() if name not in present}
        if "loading" in measured:
            measured = {name: one for name, one in measured.items() if name not in ("mass", "area", "collector mass")}
        analyses.append(analyse(Coating(solids, measured, f"{where}, sample {k + 1}"), wanted))
    if len(analyses) < 2:
        raise ValueError(f"{where}: a mean needs at least 2 samples; received {len(analyses)}. State a single one by options.")
    symbols = [estimate.symbol for estimate in analyses[0].estimates]
    estimates = tuple(_mean(analyses, symbol, solids) for symbol in symbols)
    return SampleSet(tuple(analyses), record.origin, estimates, analyses[0].cautions)


def _mean(analyses: list[PorosityAnalysis], symbol: str, solids: tuple[Solid, ...]) -> Estimate:
    each = [found(one.estimates, symbol) for one in analyses]
    mean = mean_of(np.array([one.value for one in each]))
    half = hypot(mean.half, NORMAL_95 * _shared_error(analyses[0], symbol))
    return replace(
        each[0],
        value=mean.value,
        low=mean.value - half,
        high=mean.value + half,
        method=each[0].method + f"; mean of {mean.count} samples, Student's t and the uncertainty of what they share",
    )


def _shared_error(one: PorosityAnalysis, symbol: str) -> float:
    """Standard uncertainty that all samples share: of one sample, its own masses and thickness taken as exact."""
    measured = {name: replace(i, error=None) if name in OWN else i for name, i in one.coating.measured.items()}
    estimate = next((e for e in analyse(replace(one.coating, measured=measured)).estimates if e.symbol == symbol), None)
    return 0.0 if estimate is None or estimate.high is None else (estimate.high - estimate.value) / NORMAL_95
