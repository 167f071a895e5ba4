"""Rounds of an experiment (cycles, titration steps, pulses): what each took in, gave back, and where it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from stratode.cell.solution import StageResult
from stratode.report.experiment.observation import NO_CHARGE, Observation, least_charge, round_counts, swept

ENOUGH = 3  # rounds that make a series


@dataclass(frozen=True, slots=True)
class Round:
    """One round; charges and energies are magnitudes, None where nothing was passed that way."""

    number: int  # from 1, counted over the whole experiment
    start: float  # s
    duration: float  # s
    charged: float  # Ah/m2
    discharged: float  # Ah/m2
    energy_in: float  # Wh/m2
    energy_out: float  # Wh/m2
    passed: float  # Ah/m2, net since the experiment began, at the end of the round
    voltage_end: float  # V

    @property
    def cycles(self) -> bool:
        """Whether charge went both ways."""
        return self.charged > 0.0 and self.discharged > 0.0

    @property
    def coulombic_efficiency(self) -> float | None:
        """Charge given over charge taken; None where it went one way only."""
        return self.discharged / self.charged if self.cycles else None

    @property
    def energy_efficiency(self) -> float | None:
        """Energy given over energy taken; None where charge went one way only, or the cell is not one that stores energy."""
        return self.energy_out / self.energy_in if self.cycles and self.energy_in > 0.0 and self.energy_out > 0.0 else None

    @property
    def mean_charge_voltage(self) -> float | None:
        """V, energy over charge taken."""
        return self.energy_in / self.charged if self.charged > 0.0 else None

    @property
    def mean_discharge_voltage(self) -> float | None:
        """V, energy over charge given."""
        return self.energy_out / self.discharged if self.discharged > 0.0 else None


def rounds(seen: Observation) -> tuple[Round, ...]:
    """The rounds of an experiment in the order run; stages outside of repeats belong to none, nor does a round that sweeps.

    A round begins where a stage's round number differs from that of the stage before it, so that two repeats of a single round,
    one right after the other, count as one.
    """
    stages = seen.result.stages
    counted = zip(stages, round_counts(stages), strict=True)
    inside = [(count, stage) for stage, count in counted if stage.round > 0]
    total = {stage.number: so_far for stage, so_far in zip(stages, _running(stage.charge for stage in stages), strict=True)}
    least, found = least_charge(seen.result), []
    for count, group in groupby(inside, key=lambda pair: pair[0]):
        own = [stage for _, stage in group]
        if not any(swept(seen.result, stage) for stage in own):
            found.append(_round(count, own, total[own[-1].number], least))
    return tuple(found)


def _round(number: int, stages: list[StageResult], passed: float, least: float) -> Round:
    taken = [stage for stage in stages if stage.charge > least]
    given = [stage for stage in stages if stage.charge < -least]
    return Round(
        number,
        stages[0].start,
        stages[-1].start + stages[-1].duration - stages[0].start,
        sum(stage.charge for stage in taken),
        -sum(stage.charge for stage in given),
        sum(stage.energy for stage in taken),
        -sum(stage.energy for stage in given),
        passed,
        stages[-1].voltage_end,
    )


def _running(values: Iterable[float]) -> list[float]:
    """Sums so far; what rounding leaves where they cancel is nothing."""
    total, throughput, sums = 0.0, 0.0, []
    for value in values:
        total += value
        throughput += abs(value)
        sums.append(total if abs(total) > NO_CHARGE * throughput else 0.0)
    return sums
