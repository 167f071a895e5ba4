"""Everything that a titration gives: its pulses, each with its diffusivities and resistances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from stratode.lab.estimate import Caution, Estimate
from stratode.lab.record import Origin, Record
from stratode.lab.titration.cell_fit import CellAtPulse, CellFit, fit_cell
from stratode.lab.titration.hosts import Host, Sphere
from stratode.lab.titration.pulses import Pulse, coarse, find_pulses
from stratode.lab.titration.resistance import END, resistances
from stratode.lab.titration.settling import step
from stratode.lab.titration.shape_fit import ShapeFit, fit_sphere
from stratode.lab.titration.weppner_huggins import Reading, read_pulse

SKIPPED_OF_HOST = 0.05  # of the pulse, after each switch: kinetics and salt, which a host alone has none of
SKIPPED_OF_CELL = 0.01
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class How:
    """How pulses are evaluated.

    Args:
        host: which length is used.
        radius: of particles, m, where the host is no particle; None where unknown.
        cell: fitted to each pulse; None for the host alone.
        skip: s after each switch that fits leave out; None for 1 % of the pulse with a cell, 5 % without.
        times: of the resistances, s after the switch.
        scaled: the cell's change of voltage may be scaled.
        fits: fit models at all.
    """

    host: Host
    radius: float | None = None
    cell: CellAtPulse | None = None
    skip: float | None = None
    times: tuple[float, ...] = (1.0, 10.0, END)
    scaled: bool = False
    fits: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class PulseResult:
    """What one pulse gave.

    Args:
        reading: by Weppner and Huggins.
        resistances: dV/I.
        fit: of a model; None where none could be fitted.
        cell: what the fit of a cell adds; None for a host alone.
        cautions: of resistances and fit.
    """

    reading: Reading
    resistances: tuple[Estimate, ...]
    fit: ShapeFit | None
    cell: CellFit | None
    cautions: tuple[Caution, ...]

    @property
    def pulse(self) -> Pulse:
        """That was evaluated."""
        return self.reading.pulse

    @property
    def all_cautions(self) -> tuple[Caution, ...]:
        """Of everything, each once."""
        return tuple(dict.fromkeys((*self.reading.cautions, *self.cautions, *(self.fit.cautions if self.fit else ()))))


@dataclass(frozen=True, slots=True, eq=False)
class Titration:
    """What a record gave.

    Args:
        pulses: in order.
        how: they were evaluated.
        origin: of the record.
        cautions: of the record: currents that are no pulses.
    """

    pulses: tuple[PulseResult, ...]
    how: How
    origin: Origin
    cautions: tuple[Caution, ...]


def titrate(record: Record, how: How, progress: Progress | None = None) -> Titration:
    """Evaluate the pulses of a record.

    Args:
        record: time, voltage, current.
        how: they are evaluated.
        progress: called with (share done, what is under way).

    Raises:
        ValueError: no pulse; a recipe that does not hold the voltages measured.
    """
    found = find_pulses(record)
    results = []
    for k, pulse in enumerate(found.pulses):
        if progress:
            progress(k / len(found.pulses), f"{record.origin.file}: pulse {pulse.number}")
        results.append(evaluate(pulse, how))
    return Titration(tuple(results), how, record.origin, found.cautions)


def evaluate(pulse: Pulse, how: How) -> PulseResult:
    """Evaluate one pulse.

    Raises:
        ValueError: as :func:`titrate`.
    """
    reading = read_pulse(pulse, how.host, how.radius)
    found, told = resistances(pulse, how.times)
    result = PulseResult(reading, found, None, None, told)
    return _fitted(result, how) if how.fits and reading.diffusivity is not None else result


def _fitted(result: PulseResult, how: How) -> PulseResult:
    reading, pulse = result.reading, result.pulse
    guess = reading.diffusivity.value if reading.diffusivity else how.host.length**2 / pulse.duration
    if how.cell is not None:
        if reading.diffusivity is not None and not isinstance(how.host, Sphere):
            guess = how.cell.layers[0].populations[0].radius ** 2 / (10.0 * pulse.duration)
        skip = SKIPPED_OF_CELL * pulse.duration if how.skip is None else how.skip
        fit = fit_cell(how.cell, pulse, reading.step.before, guess, skip, how.scaled)
        return replace(result, fit=fit.shape, cell=fit)
    skip = max(reading.line.start, SKIPPED_OF_HOST * pulse.duration) if how.skip is None else how.skip
    return replace(result, fit=fit_sphere(pulse, how.host, guess, skip))


@dataclass(frozen=True, slots=True, eq=False)
class PulseResistances:
    """Resistances of the pulses of a record.

    Args:
        pulses: in order.
        rests: voltages of rest before them, V.
        resistances: of each pulse.
        origin: of the record.
        cautions: of all of it.
    """

    pulses: tuple[Pulse, ...]
    rests: tuple[float, ...]
    resistances: tuple[tuple[Estimate, ...], ...]
    origin: Origin
    cautions: tuple[Caution, ...]


def resist(record: Record, times: tuple[float, ...]) -> PulseResistances:
    """The internal resistances of a record's pulses.

    Args:
        record: time, voltage, current.
        times: s after the switch, END for the end of a pulse.

    Raises:
        ValueError: no pulse; a time that is not above zero.
    """
    found = find_pulses(record)
    each = [resistances(pulse, times) for pulse in found.pulses]
    switches = [caution for pulse in found.pulses if (caution := coarse(pulse))]
    told = (*found.cautions, *switches, *(caution for _, cautions in each for caution in cautions))
    rests = tuple(step(pulse).before for pulse in found.pulses)
    return PulseResistances(found.pulses, rests, tuple(estimates for estimates, _ in each), record.origin, told)
