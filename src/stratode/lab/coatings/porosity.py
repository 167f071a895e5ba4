"""Porosity of a coating from its mass, thickness and composition, and the thickness for a wanted porosity.

eps = 1 - (m / S) (sum_i w_i / rho_i) / H: what the solids leave of the coating's volume (chen2024, Adv. Funct. Mater.,
10.1002/adfm.202410926, its experimental section; any textbook has it).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stratode.lab.estimate import NORMAL_95, Caution, Estimate
from stratode.lab.inference.propagation import Carried, Formula, Input, carried

METHOD = "1 - (m/S) sum(w/rho) / H (chen2024); stated uncertainties carried through (JCGM 100:2008)"
POINT = 0.01  # of porosity: what a stated one may differ by where no uncertainty is known


@dataclass(frozen=True, slots=True)
class Solid:
    """One solid of the coating.

    Args:
        name: of the material.
        share: of the solids' mass, 1.
        density: kg/m3.
    """

    name: str
    share: Input
    density: Input


@dataclass(frozen=True, slots=True)
class Coating:
    """What was weighed and measured of one coating.

    Args:
        solids: their shares add up to one.
        measured: inputs by name: "loading" (kg/m2), or "mass" (kg) with "area" (m2) and maybe "collector mass" (kg); "thickness" (m),
            maybe with "collector thickness" (m), which is subtracted.
        name: for people.

    Raises:
        ValueError: shares that do not add up, a solid named twice, a share, density, mass or thickness that is missing or not positive,
            the mass stated in two ways.
    """

    solids: tuple[Solid, ...]
    measured: Mapping[str, Input]
    name: str = "coating"

    def __post_init__(self) -> None:
        """Checks what was stated."""
        _check_solids(self.solids)
        if "loading" not in self.measured and not {"mass", "area"} <= set(self.measured):
            raise ValueError("mass: a porosity needs --loading, or --mass with --area; received neither. State what was weighed.")
        beside = [name for name in ("mass", "collector mass") if name in self.measured]
        if "loading" in self.measured and beside:
            raise ValueError(
                f"--loading: is the mass of the coating per area already; received the {' and the '.join(beside)} beside it. State the "
                "loading alone, or --mass with --area."
            )
        values = {name: one.value for name, one in self.measured.items()}
        heavy, thick = _areal(values), _thickness(values) if "thickness" in values else 1.0
        if not heavy > 0.0:
            received = f"{heavy * 100:.4g} mg/cm2"
            raise ValueError(
                f"{self.name}: its mass must be positive, the collector's taken off; received {received}. Check what was weighed."
            )
        if not thick > 0.0:
            received = f"{thick * 1e6:.4g} um"
            raise ValueError(
                f"{self.name}: its thickness must be positive, the collector's taken off; received {received}. Measure it again."
            )


def _check_solids(solids: tuple[Solid, ...]) -> None:
    """Each stands once, with a share and a density above 0; the shares add up."""
    names = [solid.name.lower() for solid in solids]
    for solid in solids:
        if names.count(solid.name.lower()) > 1:
            raise ValueError(f"--parts: each solid must stand once; received {solid.name} twice. Add up its shares.")
        if not solid.share.value >= 0.0:
            raise ValueError(f"--parts: shares must not be negative; received {100 * solid.share.value:g} wt% of {solid.name}. Correct it.")
        if not solid.density.value > 0.0:
            received = f"{solid.density.value * 1e-3:g} g/cm3 of {solid.name}"
            raise ValueError(f"--density: must be above 0; received {received}. State for example '{solid.name}=4.7 g/cm3'.")
    total = sum(solid.share.value for solid in solids)
    if abs(total - 1.0) > 1e-6:
        listed = ", ".join(f"{solid.name} {100 * solid.share.value:.4g}" for solid in solids)
        raise ValueError(
            f"--parts: the shares of the solids must add up to 100 wt%; received {100 * total:.6g} ({listed}). Name every solid, or "
            "scale the shares."
        )


@dataclass(frozen=True, slots=True)
class PorosityAnalysis:
    """What came out.

    Args:
        coating: what was stated.
        porosity: with each input's contribution; None where no thickness was stated.
        estimates: the numbers.
        cautions: what to beware of.
    """

    coating: Coating
    porosity: Carried | None
    estimates: tuple[Estimate, ...]
    cautions: tuple[Caution, ...]


def analyse(coating: Coating, wanted: float | None = None, stated: float | None = None) -> PorosityAnalysis:
    """Porosity, density and the solids' own thickness; and what thickness a wanted porosity takes.

    Args:
        coating: what was weighed and measured.
        wanted: porosity to find the thickness for, 0 to below 1.
        stated: porosity that was reported, to be compared.

    Raises:
        ValueError: the solids need more room than the coating has; neither a thickness nor a wanted porosity; a porosity that is none.
    """
    for what, share in (("wanted", wanted), ("stated", stated)):
        if share is not None and not 0.0 <= share < 1.0:
            raise ValueError(f"--{what}: a porosity must lie from 0 to below 100 %; received {100 * share:g} %. State for example 25 %.")
    inputs = _inputs(coating)
    solid = carried(_solid_thickness, inputs)
    estimates = [_estimate(solid, "thickness of the solids alone", "H_solid", "m", "(m/S) sum(w/rho)")]
    porosity = None
    if "thickness" in coating.measured:
        porosity = carried(_porosity, inputs)
        _check(coating, porosity, solid)
        estimates.insert(0, _estimate(porosity, "porosity", "eps", "", METHOD, "%"))
        estimates.append(_estimate(carried(_density, inputs), "density of the coating", "rho", "kg/m3", "m / (S H)"))
    elif wanted is None:
        raise ValueError("thickness: needs --thickness for a porosity, or --wanted for a thickness; received neither. State one.")
    estimates.append(
        _estimate(carried(_areal, inputs), "mass per area of the coating", "m/S", "kg/m2", "as stated, the collector taken off")
    )
    if wanted is not None:
        estimates.append(_for_wanted(inputs, wanted))
    return PorosityAnalysis(coating, porosity, tuple(estimates), _cautions(coating, porosity or solid, stated, estimates[0]))


def _for_wanted(inputs: Mapping[str, Input], wanted: float) -> Estimate:
    found = carried(lambda v: _solid_thickness(v) / (1.0 - wanted), inputs)
    return _estimate(found, f"thickness of the coating at {100 * wanted:g} % porosity", "H_wanted", "m", "(m/S) sum(w/rho) / (1 - eps)")


def _check(coating: Coating, porosity: Carried, solid: Carried) -> None:
    if porosity.value < 0.0:
        thickness = _thickness({name: one.value for name, one in coating.measured.items()})
        raise ValueError(
            f"{coating.name}: the solids must fit into the coating; they alone take {solid.value * 1e6:.4g} um of its "
            f"{thickness * 1e6:.4g} um, which would be a porosity of {100 * porosity.value:.3g} %. Check mass, area, thickness (with or "
            "without the collector?) and densities."
        )


def _cautions(coating: Coating, found: Carried, stated: float | None, first: Estimate) -> tuple[Caution, ...]:
    told = []
    if found.exact:
        words = f"Counted as exact, because no uncertainty was stated: {', '.join(found.exact)}. State them as '141.5 +- 1 um'."
        told.append(Caution("no_uncertainty" if found.error is None else "partly_exact", words))
    if first.symbol == "eps" and first.low is not None and first.low < 0.0:
        words = f"The interval of the porosity reaches below zero ({100 * first.low:.2g} %): the inputs are not sure enough to tell it."
        told.append(Caution("reaches_below_zero", words))
    if stated is not None and first.symbol == "eps":
        low, high = (first.value - POINT, first.value + POINT) if first.low is None or first.high is None else (first.low, first.high)
        if not low <= stated <= high:
            words = (
                f"The stated porosity of {100 * stated:.4g} % does not follow from the stated masses: they give {100 * first.value:.3g} % "
                f"({100 * low:.3g} to {100 * high:.3g} %). One of mass, thickness, densities and porosity is another."
            )
            told.append(Caution("stated_differs", words))
    return tuple(told)


def _inputs(coating: Coating) -> dict[str, Input]:
    inputs = dict(coating.measured)
    for solid in coating.solids:
        inputs[f"share of {solid.name}"] = solid.share
        inputs[f"density of {solid.name}"] = solid.density
    return inputs


def _areal(values: Mapping[str, float]) -> float:
    """Mass of the coating per area, kg/m2."""
    if "loading" in values:
        return values["loading"]
    return (values["mass"] - values.get("collector mass", 0.0)) / values["area"]


def _thickness(values: Mapping[str, float]) -> float:
    return values["thickness"] - values.get("collector thickness", 0.0)


def _solid_thickness(values: Mapping[str, float]) -> float:
    names = [name.removeprefix("share of ") for name in values if name.startswith("share of ")]
    return _areal(values) * sum(values[f"share of {name}"] / values[f"density of {name}"] for name in names)


def _porosity(values: Mapping[str, float]) -> float:
    return 1.0 - _solid_thickness(values) / _thickness(values)


def _density(values: Mapping[str, float]) -> float:
    return _areal(values) / _thickness(values)


def _estimate(found: Carried, name: str, symbol: str, unit: str, method: str, shown_in: str = "") -> Estimate:
    half = None if found.error is None else NORMAL_95 * found.error
    low, high = (None, None) if half is None else (found.value - half, found.value + half)
    return Estimate(name=name, symbol=symbol, value=found.value, low=low, high=high, unit=unit, shown_in=shown_in, method=method)


__all__ = ["Coating", "Formula", "PorosityAnalysis", "Solid", "analyse"]
