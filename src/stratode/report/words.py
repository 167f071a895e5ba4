"""What a run says, in one plain paragraph: what limits, where in the electrode, what would help most, and how far to trust it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from stratode.cell.solution import CellResult, Ending, RateResult
from stratode.recipe.parts import Assumption, Cell
from stratode.report.case import Case, telling_rate
from stratode.report.heat import heat_words, warming_of
from stratode.report.lab_units import MA_PER_CM2, MICROMETRE, MILLIVOLT, PERCENT, bound, number, rate
from stratode.report.profiles import profiles
from stratode.report.tables import sizes_more

OPEN_PORES = "shorter or straighter pores (less thickness, more porosity, lower tortuosity)"
# What to change when a mechanism limits: words of its name, and the lever. The first match counts.
LEVERS = (
    ("ionic", f"{OPEN_PORES} and a more conductive electrolyte"),
    ("salt", f"{OPEN_PORES}, more salt, or an electrolyte with a higher transference number"),
    ("solid diffusion", "smaller particles, or a material through which lithium diffuses faster"),
    ("electron", "more or better connected carbon, or stronger calendering"),
    ("contact", "a better contact at the collector: a primer, calendering, or another layer next to it"),
    ("charge transfer", "more active surface or a faster surface reaction: smaller particles, a better coating, a higher temperature"),
    ("film", "a thinner or better conducting film on the particles"),
    ("lithium", "a lithium surface with less film and a faster reaction"),
)


SATURATED = "salt_saturated: salt "  # how a note about the solubility begins
NEAR = 0.01  # of the best capacity: a smaller gap is not worth a reason
PHRASES = {
    "voltage window": "the voltage window",
    "contact": "the contact resistance",
    "film": "the film on the particles",
    "lithium electrode": "the lithium electrode",
    "anode electron conduction": "electron conduction in the anode",
    "anode charge transfer": "charge transfer in the anode",
    "anode solid diffusion": "solid diffusion in the anode",
    "ionic conduction": "ionic conduction in the pores",
    "salt diffusion": "salt diffusion in the pores",
}


def paragraph(cell: Cell, result: CellResult) -> str:
    """One paragraph about one recipe."""
    run = telling_rate(result)
    if run is None:
        return f"{cell.name} was not run at any rate."
    parts = [_capacities(result), _ending(run), _limit(run), _where(cell, run), _voltage(run), _heat(cell, run), _trust(cell, run)]
    parts.append(_sizes(result))
    return " ".join(part for part in parts if part)


def comparison(cases: Sequence[Case]) -> str:
    """One paragraph about several recipes: who delivers most at the lowest and highest shared rate, and why the others less."""
    shared = set.intersection(*({run.c_rate for run in case.result.rates} for case in cases)) if cases else set()
    if len(cases) < 2 or not shared:
        return "The recipes share no C-rate, so their capacities cannot be compared at one rate."
    sentences = []
    for c_rate in dict.fromkeys((min(shared), max(shared))):
        runs = [(case.cell.name, next(run for run in case.result.rates if run.c_rate == c_rate)) for case in cases]
        sentences.append(_ranking(c_rate, sorted(runs, key=lambda pair: -pair[1].specific_capacity)))
    if len({case.cell.protocol.one_c_basis for case in cases}) > 1:
        sentences.append("Their 1C is stated on different bases, so equal C-rates are not equal currents.")
    return " ".join(sentences)


def _ranking(c_rate: float, runs: Sequence[tuple[str, RateResult]]) -> str:
    (best, first), *others = runs
    lead = (
        f"At {rate(c_rate)} {best} delivers most, {number(first.specific_capacity)} mAh/g ({number(first.capacity * MA_PER_CM2)} mAh/cm²)"
    )
    behind = []
    for name, run in others:
        gap = first.specific_capacity - run.specific_capacity
        doubt = math.hypot(first.error_estimate.capacity * first.specific_capacity, run.error_estimate.capacity * run.specific_capacity)
        if gap <= doubt:
            behind.append(f"{name} is level with it within the error estimate")
        elif gap <= NEAR * first.specific_capacity:
            behind.append(f"{name} is within {NEAR * PERCENT:.0f} % of it")
        else:
            behind.append(f"{name} gives {number(gap)} mAh/g less, {_held_back(run)}")
    return f"{lead}; {'; '.join(behind)}."


def _held_back(run: RateResult) -> str:
    if run.limited_by == "several together":
        return "held back by several limits together"
    return f"limited by {PHRASES.get(run.limited_by, run.limited_by)}" if run.limited_by else "for a reason that was not looked for"


def _capacities(result: CellResult) -> str:
    runs = sorted(result.rates, key=lambda run: run.c_rate)
    slow = runs[0]
    text = f"At {rate(slow.c_rate)} the cell delivers {number(slow.specific_capacity)} mAh/g ({number(slow.capacity * MA_PER_CM2)} mAh/cm²)"
    fast = runs[-1]
    if fast is slow:
        return f"{text}."
    if slow.specific_capacity < 1.0:
        return f"{text}: next to nothing, even at the lowest rate."
    if fast.specific_capacity < 1.0:
        dead = next(run for run in runs if run.specific_capacity < 1.0)
        return f"{text}; from {rate(dead.c_rate)} on it delivers next to nothing."
    share = fast.specific_capacity / slow.specific_capacity * PERCENT
    return f"{text}; at {rate(fast.c_rate)} it keeps {number(fast.specific_capacity)} mAh/g, {share:.0f} % of that."


def _ending(run: RateResult) -> str:
    where = f" ({run.ended_where.replace('cathode: ', '').replace(' um', ' µm').replace('mol/m3', 'mol/m³')})" if run.ended_where else ""
    endings = {
        Ending.CUT_OFF: "ends at the lower cut-off voltage",
        Ending.SALT_DEPLETED: "ends because the pores run out of salt",
        Ending.SALT_SATURATED: "ends because the salt reaches its solubility",
        Ending.SOLID_FULL: "ends because particles are full",
        Ending.SOLID_EMPTY: "ends because particles are empty",
        Ending.LITHIUM_EXHAUSTED: "ends because the lithium foil is used up",
        Ending.TIME_LIMIT: "ends at its time limit",
        Ending.TOO_HOT: "ends because the cell grows too hot",
        Ending.COULD_NOT_FINISH: "could not be computed to its end; what follows describes the part that was",
    }
    return f"The {rate(run.c_rate)} discharge {endings[run.ended_by]}{where}."


def _limit(run: RateResult) -> str:
    """What limits, what it costs in the waterfall, and what would help."""
    name = run.limited_by
    if not name:
        return ""
    if name == "voltage window":
        return "Nothing but the voltage window limits it: the transport and kinetics of this cell cost next to nothing at this rate."
    costs = _costs(run)
    if name == "several together":
        largest = [key for key, cost in sorted(costs.items(), key=lambda pair: -pair[1]) if cost >= 0.05 and key != "voltage window"][:2]
        named = f"; the waterfall puts most on {' and '.join(largest)}" if largest else ""
        return f"No single change would bring much back: several limits act together{named}."
    cost = costs.get(name, 0.0)
    top = max((key for key in costs if key != "voltage window"), key=lambda key: costs[key], default=name)
    size = f"; in the waterfall it takes {number(cost)} mAh/g" if cost >= 0.05 else ""
    if top != name and costs[top] > 1.5 * max(cost, 0.05):
        size = (
            f"; in the waterfall, which puts the limits back one after the other, the largest step is {PHRASES.get(top, top)} "
            f"({number(costs[top])} mAh/g): shares of coupled limits depend on that order"
        )
    lever = next((text for words, text in LEVERS if words in name), "")
    where = "in the anode, " if name.startswith("anode") and lever else ""
    helps = f" What would help most: {where}{lever}." if lever else ""
    gain = f" (removed alone, it brings back {number(run.gains[name])} mAh/g)" if name in run.gains else ""
    said = f"What limits it is {PHRASES.get(name, name)}: no other single change would bring back as much capacity{gain}{size}.{helps}"
    return f"{said}{_charged(run)}"


def _charged(run: RateResult) -> str:
    """What starting fully charged would bring, where that is worth telling."""
    gain = run.gains.get("charge protocol", 0.0)
    if gain < NEAR * max(run.specific_capacity, 1.0):
        return ""
    return f" Part of the loss happens before: the charge protocol leaves the cell short of full, which costs {number(gain)} mAh/g here."


def _costs(run: RateResult) -> dict[str, float]:
    """Capacity that each step of the waterfall takes, mAh/g."""
    pairs = zip(run.waterfall[:-1], run.waterfall[1:], strict=True)
    return {name: before - after for (_, before), (name, after) in pairs if name != "delivered"}


def _where(cell: Cell, run: RateResult) -> str:
    """Which layer works least, and from which depth on less than half of the active material has worked."""
    stages = profiles(cell, run, (1.0,))
    if not stages:
        return ""
    names = [layer.name for layer in cell.cathode.layers if layer.name in run.utilisation]
    if not names:
        return ""
    worst, best = min(names, key=run.utilisation.__getitem__), max(names, key=run.utilisation.__getitem__)
    if len(names) == 1:
        text = f"The electrode as a whole has used {run.utilisation[worst] * PERCENT:.0f} % of its window"
    else:
        text = (
            f"Layer {worst}{_place(worst, names)} has used {run.utilisation[worst] * PERCENT:.0f} % of its window, "
            f"layer {best}{_place(best, names)} {run.utilisation[best] * PERCENT:.0f} %"
        )
    last = stages[-1]
    inside = last.region == 1
    edge = sum(layer.thickness for layer in cell.cathode.layers)
    idle = inside & (last.utilisation < 0.5)
    if not np.any(idle):
        spread = last.utilisation[inside]
        return f"{text}; through the thickness it runs from {spread.min() * PERCENT:.0f} to {spread.max() * PERCENT:.0f} %."
    near, far = edge - float(last.x[idle].max()), edge - float(last.x[idle].min())
    if idle[0]:
        return f"{text}; from {near * MICROMETRE:.0f} µm behind the separator to the collector less than half has worked."
    return f"{text}; less than half has worked between {near * MICROMETRE:.0f} and {far * MICROMETRE:.0f} µm behind the separator."


def _place(name: str, names: Sequence[str]) -> str:
    """Where a layer lies; layers are named from the collector to the separator."""
    return {0: " at the collector", len(names) - 1: " at the separator"}.get(names.index(name), "")


def _voltage(run: RateResult) -> str:
    if not run.mean_losses or run.specific_capacity < 1.0:
        return ""
    total = math.fsum(run.mean_losses.values())
    ranked = sorted(run.mean_losses.items(), key=lambda pair: -pair[1])[:2]
    if total <= 0.0:
        return ""
    shares = " and ".join(f"{_loss(name)} ({loss * MILLIVOLT:.0f} mV)" for name, loss in ranked)
    return f"On average {total * MILLIVOLT:.0f} mV are lost on the way from open circuit, the largest parts to {shares}."


def _heat(cell: Cell, run: RateResult) -> str:
    warmed = warming_of(cell, run)
    return heat_words(warmed, cell) if warmed else ""


def _loss(name: str) -> str:
    """ "pore ohmic: cathode: L" as "pore ohmic in L"."""
    what, _, where = name.partition(": ")
    place = where.removeprefix("cathode: ")
    return f"{what} in {f'the {place}' if place in {'cathode', 'anode'} else place}" if where else what


def _property(held: str) -> str:
    """ "diffusivity of NMC811 held beyond ..." as "diffusivity of NMC811"."""
    return held.partition(" held ")[0].partition(" continued ")[0]


def _trust(cell: Cell, run: RateResult) -> str:
    doubt = run.error_estimate
    text = (
        f"Mesh and time steps put {bound(doubt.capacity * PERCENT, 0.01)} % on this capacity "
        f"and {bound(doubt.voltage * MILLIVOLT, 0.01)} mV on the curve; "
        "the parameters add more, which this estimate does not know"
    )
    return " ".join([f"{text}{not_stated(cell.assumptions)}.{left_range(run.held_outside_data)}", *cautions(cell.assumptions)])


def _sizes(result: CellResult) -> str:
    """What another number of sizes in place of each distribution changes."""
    found = [change for change in result.class_changes if not change.problem]
    if not found:
        return ""
    said = " and ".join(f"{_changed(change.change * PERCENT)} with {sizes_more(change.more)}" for change in found)
    return f"A few particle sizes stand for each distribution: the capacity at {rate(found[0].c_rate)} is {said}."


def _changed(percent: float) -> str:
    """A change of a capacity in words."""
    return "the same within 0.01 %" if abs(percent) < 0.01 else f"{number(abs(percent), 2)} % {'lower' if percent < 0 else 'higher'}"


def not_stated(assumptions: Sequence[Assumption]) -> str:
    """How many values were assumed or measured on a volume, as the end of a sentence."""
    assumed = [item for item in assumptions if not item.measured]
    measured = len(assumptions) - len(assumed)
    told = [_counted(len(assumed), "not stated and had to be assumed")] if assumed else []
    told += [_counted(measured, "measured on a volume")] if measured else []
    fields = ", listed under the assumptions"
    if len(assumed) <= 3 and not measured:
        fields = f" ({', '.join(item.field for item in assumed)})"
    return f": {' and '.join(told)}{fields}" if told else ""


def _counted(count: int, what: str) -> str:
    """So many values that were something."""
    return f"{count} value{'s were' if count > 1 else ' was'} {what}"


def cautions(assumptions: Sequence[Assumption]) -> tuple[str, ...]:
    """What a reader must know of the values that results rest on, each sentence once."""
    return tuple(dict.fromkeys(item.caution for item in assumptions if item.caution))


def left_range(held: Sequence[str]) -> str:
    """Which properties left the range of their data, and where salt would fall out, as sentences of their own."""
    saturated = [text.removeprefix(SATURATED) for text in held if text.startswith(SATURATED)]
    properties = dict.fromkeys(_property(text) for text in held if not text.startswith(SATURATED))
    range_left = f" In this run these left the range of their data: {', '.join(properties)}." if properties else ""
    return range_left + "".join(f" Salt rises {text.replace('mol/m3', 'mol/m³')}." for text in saturated)
