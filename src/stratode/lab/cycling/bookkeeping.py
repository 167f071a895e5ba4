"""Lithium and electrolyte by the Coulombic efficiency: what a cycle takes, and how long what was put in lasts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from stratode.lab.estimate import Caution, Estimate

FARADAY = 96485.33212  # C/mol
LITHIUM = 534.0 / 6.94e-3 * FARADAY  # C/m3: 0.534 g/cm3, 6.94 g/mol; 4.85 um per mAh/cm2
SOLVENT = 0.1 / FARADAY  # kg/C: one molecule of about 100 g/mol for each lithium, 3.7 g/Ah


@dataclass(frozen=True, slots=True)
class Reserve:
    """What a cell was given beyond its cathode; None where not stated.

    Args:
        thickness: of the lithium, m.
        ratio: N/P.
        ratio_basis: which first capacity N/P is counted on.
        electrolyte: mass per capacity, E/C, kg/C.
        consumption: electrolyte consumed per lithium lost, kg/C.
        consumption_stated: False where it was assumed.
    """

    thickness: float | None = None
    ratio: float | None = None
    ratio_basis: str = "charge"
    electrolyte: float | None = None
    consumption: float = SOLVENT
    consumption_stated: bool = False


NO_RESERVE = Reserve()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """What a cell passes, per area where that is stated, else of the whole cell.

    Args:
        per_cycle: charge that a cycle begins with, mean, C/m2 or C.
        first_charge, first_discharge: C/m2 or C.
        per_area: which.
        begins_charging: the cell was built with its lithium in the positive electrode.
    """

    per_cycle: float
    first_charge: float
    first_discharge: float
    per_area: bool
    begins_charging: bool


def bookkeeping(efficiency: Estimate, passed: Passed, reserve: Reserve) -> tuple[tuple[Estimate, ...], tuple[Caution, ...]]:
    """Lithium lost per cycle, and how many cycles lithium and electrolyte last at this efficiency.

    All charge that does not come back is counted as lithium lost (Xiao et al. 2020, Nature Energy 5, 561, on when that holds).

    Args:
        efficiency: mean Coulombic, a fraction, with its interval.
        passed: charges.
        reserve: lithium and electrolyte as stated.
    """
    if efficiency.value >= 1.0:
        words = (
            f"The mean Coulombic efficiency is {100.0 * efficiency.value:.2f} %, above 100 %: nothing is lost by this count. The "
            "current's zero or gain is off, or the charges before were not complete; lithium and electrolyte are not counted."
        )
        return (), (Caution("efficiency_above_one", words),)
    lost = _lost(efficiency, passed)
    found, cautions = [lost], []
    stock = _stock(passed, reserve)
    if stock is not None and stock <= 0.0:
        cautions.append(
            Caution("no_lithium_in_excess", "The stated lithium is less than the first discharge takes up: there is no excess.")
        )
    elif stock is not None:
        found += [_excess(stock, reserve, passed.per_area), _lasting(stock, lost, "cycles that the excess lithium lasts", "n_Li")]
    elif reserve.thickness is not None:
        cautions.append(Caution("area_not_stated", "How long the lithium lasts needs the area that it covers: state --area."))
    if reserve.electrolyte is not None:
        found.append(_wet(efficiency, reserve))
    return tuple(found), tuple(cautions)


def _lost(efficiency: Estimate, passed: Passed) -> Estimate:
    unit = "C/m2" if passed.per_area else "C"
    low, high = _ends(efficiency)
    return Estimate(
        name="lithium lost per cycle" + (", per area" if passed.per_area else ""),
        symbol="q_loss",
        value=(1.0 - efficiency.value) * passed.per_cycle,
        low=None if high is None else (1.0 - high) * passed.per_cycle,
        high=None if low is None else (1.0 - low) * passed.per_cycle,
        unit=unit,
        method="(1 - CE) x charge of a cycle; what does not come back counts as lithium (Xiao et al. 2020, Nature Energy 5, 561)",
        window=efficiency.window,
    )


def _ends(one: Estimate) -> tuple[float | None, float | None]:
    return one.low, one.high


def _stock(passed: Passed, reserve: Reserve) -> float | None:
    """Lithium beyond what the positive electrode brings, C/m2 or C; None where not stated, or not to be told without an area."""
    whole = None
    if reserve.ratio is not None:
        whole = reserve.ratio * (passed.first_charge if reserve.ratio_basis == "charge" else passed.first_discharge)
    elif reserve.thickness is not None and passed.per_area:
        whole = reserve.thickness * LITHIUM
    if whole is None:
        return None
    return whole if passed.begins_charging else whole - passed.first_discharge


def _excess(stock: float, reserve: Reserve, per_area: bool) -> Estimate:
    if reserve.ratio is not None:
        method = f"N/P {reserve.ratio:g} x first {reserve.ratio_basis} capacity; as stated"
    else:
        method = "stated thickness x 0.534 g/cm3 x F / 6.94 g/mol (4.85 um per mAh/cm2)"
    about = Caution("lithium_as_stated", "The excess lithium follows from what was stated, which carries no interval here.")
    unit = "C/m2" if per_area else "C"
    return Estimate(name="excess lithium", symbol="q_Li", value=stock, unit=unit, method=method).beware(about)


def _lasting(stock: float, lost: Estimate, name: str, symbol: str) -> Estimate:
    """Cycles until a stock is used up; without an upper end where the loss may be none."""
    method = "excess over what a cycle takes, at a constant efficiency; the interval is that of the efficiency"
    told = partial(Estimate, name=name, symbol=symbol, value=stock / lost.value, method=method, window=lost.window)
    if lost.low is None or lost.high is None or lost.low <= 0.0:
        most = "" if lost.high is None else f" It lasts at least {stock / lost.high:.0f} cycles (95 %)."
        words = f"{name}: the interval of the efficiency reaches 100 %, so no upper end can be given.{most}"
        return told().beware(Caution("efficiency_not_below_one", words))
    return told(low=stock / lost.high, high=stock / lost.low)


def _wet(efficiency: Estimate, reserve: Reserve) -> Estimate:
    """Cycles until the electrolyte is used up: E/C over consumption x (1 - CE)."""
    share = 1.0 - efficiency.value
    low, high = _ends(efficiency)
    lost = Estimate(
        name="",
        symbol="",
        value=share,
        low=None if high is None else 1.0 - high,
        high=None if low is None else 1.0 - low,
        method="",
        window=efficiency.window,
    )
    stock = (reserve.electrolyte or 0.0) / reserve.consumption
    lasting = _lasting(stock, lost, "cycles that the electrolyte lasts", "n_E")
    if reserve.consumption_stated:
        return lasting
    words = (
        "How much electrolyte a lost lithium consumes was assumed: one solvent molecule of about 100 g/mol for each, 3.7 g/Ah. "
        "State --consumption where it is known."
    )
    return lasting.beware(Caution("consumption_assumed", words))
