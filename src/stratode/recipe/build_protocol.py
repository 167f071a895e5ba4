"""Builds the test of a cell: what 1C is, the rates and their steps, or an experiment."""

from __future__ import annotations

from stratode.recipe import defaults, parts
from stratode.recipe.basis import Basis, Place
from stratode.recipe.bench import Bench
from stratode.recipe.build_steps import build_experiment
from stratode.recipe.constants import FARADAY
from stratode.recipe.errors import refused
from stratode.recipe.quantities import SPECIFIC_CURRENT
from stratode.recipe.schema_protocol import LegItem, Protocol, Step, each_step
from stratode.recipe.units import Quantity

HOUR = 3600.0  # s


def window_capacity(electrode: parts.Electrode) -> float:
    """Charge per area between the two ends of each material's usual window, C/m2."""
    populations = [(layer.thickness, p) for layer in electrode.layers for p in layer.populations]
    return sum(
        FARADAY
        * thickness
        * p.volume_fraction
        * p.material.max_concentration
        * abs(p.material.stoichiometry_full - p.material.stoichiometry_empty)
        for thickness, p in populations
    )


def build_protocol(stated: Protocol, cathode: parts.Electrode, bench: Bench) -> parts.Protocol:
    """The closed protocol.

    Args:
        stated: as in the recipe.
        cathode: sets what 1C is.
        bench: takes the assumptions.
    """
    lower, upper = stated.window.lower.value, stated.window.upper.value
    one_c, basis = _one_c(stated.one_c, cathode, bench)
    if stated.steps is None:
        _assume_rate_test(stated, bench)
    discharge = _steps(stated.discharge, lower, upper, bench, "protocol.discharge")
    return parts.Protocol(
        rates=tuple(r.value for r in stated.rates) if stated.rates else defaults.RATES,
        charge=_steps(stated.charge, lower, upper, bench, "protocol.charge"),
        discharge=discharge or (parts.Current(c_rate=None, charge=False, until_voltage=lower),),
        lower_voltage=lower,
        upper_voltage=upper,
        one_c=one_c,
        one_c_basis=basis,
    )


def cell_experiment(
    stated: Protocol, protocol: parts.Protocol, cathode: parts.Electrode, housing: parts.CellFormat, bench: Bench
) -> parts.Experiment | None:
    """The experiment that the steps of a protocol describe; None where it is a rate test.

    Args:
        stated: as in the recipe.
        protocol: closed; sets the window and 1C.
        cathode: sets the active mass.
        housing: sets the area over which a current in A spreads.
        bench: takes the assumptions, and knows the folder of drive profiles.

    Raises:
        RecipeError: with every step that cannot be used.
    """
    if stated.steps is None:
        return None
    basis = Basis(
        area=housing.area * (housing.faces if isinstance(housing, parts.Pouch) else 1),
        window=(protocol.lower_voltage, protocol.upper_voltage),
        one_c=protocol.one_c,
        active_loading=sum(layer.active_loading for layer in cathode.layers),
    )
    return build_experiment(stated.steps, stated.start, basis, bench)


def _assume_rate_test(stated: Protocol, bench: Bench) -> None:
    """Notes what of a rate test is not stated."""
    if stated.rates is None:
        bench.assume("protocol.rates", ", ".join(f"{r:g} C" for r in defaults.RATES), "assumed: a usual rate test")
    if stated.charge is None:
        bench.assume("protocol.charge", "each discharge starts fully charged and at rest", "assumed: no charge protocol is stated")
    if stated.discharge is None:
        bench.assume("protocol.discharge", f"the rate under test down to {stated.window.lower}", "assumed: a usual rate test")


def _one_c(stated: Quantity | str | None, cathode: parts.Electrode, bench: Bench) -> tuple[float, str]:
    """Current density of 1C, A/m2, and how it was stated."""
    if isinstance(stated, Quantity):
        if stated.kind == SPECIFIC_CURRENT:
            return stated.value * sum(layer.active_loading for layer in cathode.layers), f"{stated.text} of active material"
        return stated.value, f"{stated.text} of cell area"
    current = window_capacity(cathode) / HOUR
    basis = f"window capacity of the cathode in one hour ({current / 10:.4g} mA/cm2)"
    if stated is None:
        bench.assume("protocol.one_c", basis, "assumed: 1C from the design")
    return current, basis


def _steps(stated: tuple[LegItem, ...] | None, lower: float, upper: float, bench: Bench, field: str) -> tuple[parts.Step, ...]:
    """The steps of a leg; raises RecipeError where a voltage to hold is open."""
    made: list[parts.Step] = []
    for place, step in each_step(stated, field):
        if step.hold is not None:
            made.append(_hold(step, made, bench, place))
        else:
            made.append(_step(step, lower, upper))
    return tuple(made)


def _hold(step: Step, before: list[parts.Step], bench: Bench, place: Place) -> parts.Hold:
    """A voltage that is held: as stated, or where the step before ends."""
    limit = step.max_time.value if step.max_time else None
    until = step.until.value if step.until else None
    if until is None and limit is None:
        bench.assume(place.at("until"), defaults.HOLD_UNTIL.text, defaults.HOLD_UNTIL.source)
        until = defaults.HOLD_UNTIL.value
    if isinstance(step.hold, Quantity):
        return parts.Hold(step.hold.value, until, limit)
    last = before[-1] if before else None
    if not isinstance(last, parts.Current) or last.max_time is not None:
        rule = "must state the voltage to hold where no current that ends at a voltage alone comes before"
        raise refused(place.at("hold"), rule, "hold", "Write for example: hold at 4.3 V until C/20.")
    return parts.Hold(last.until_voltage, until, limit)


def _step(step: Step, lower: float, upper: float) -> parts.Step:
    """A current or a rest; what ends a current is the window where nothing else is stated."""
    limit = step.max_time.value if step.max_time else None
    if step.rest is not None:
        return parts.Rest(step.rest.value)
    charging = step.charge is not None
    rate = step.charge if charging else step.discharge
    end = step.until.value if step.until else (upper if charging else lower)
    return parts.Current(rate.value if isinstance(rate, Quantity) else None, charging, end, limit)
