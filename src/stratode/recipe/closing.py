"""Closes a layer: from what was stated of loading, thickness, porosity, density and composition, the rest follows.

With solids of mass shares w_i and densities rho_i, all volumes add up to one:

    rho_s = 1 / sum(w_i / rho_i)        loading = thickness (1 - porosity) rho_s        density = (1 - porosity) rho_s

Two independent statements close a layer (chen2024 states loading and thickness: porosity = 1 - sum(w_i m / rho_i) / (S H)). What is
stated beyond that must agree within the stated uncertainties, or else within one percent of the solids.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from stratode.recipe.errors import Problem, RecipeError

SHARES_MUST_ADD_WITHIN = 0.002  # of one: shares are rounded to a tenth of a percent
AGREEMENT = 0.01  # relative to the solids: lab values are rounded
COVERAGE = 2.0  # standard uncertainties within which stated values agree


@dataclass(frozen=True, slots=True)
class Stated:
    """One stated number: SI value, standard uncertainty (0 for none) and its text."""

    value: float
    text: str
    uncertainty: float = 0.0


@dataclass(frozen=True, slots=True)
class Solid:
    """One solid of the layer: its density, kg/m3, and its share; `active` where it hosts lithium.

    `share` is of the solids' mass where the layer's `by_volume` is False, else of the layer's volume; None is the rest.
    """

    name: str
    density: float
    share: float | None
    active: bool


@dataclass(frozen=True, slots=True)
class LayerStatement:
    """What was stated of a layer; None where nothing was."""

    solids: tuple[Solid, ...]
    by_volume: bool
    loading: Stated | None = None
    active_loading: Stated | None = None
    thickness: Stated | None = None
    porosity: Stated | None = None
    density: Stated | None = None


@dataclass(frozen=True, slots=True)
class ClosedLayer:
    """Thickness, m; porosity; volume fraction of each solid. Porosity and fractions add up to one."""

    thickness: float
    porosity: float
    volume_fractions: tuple[float, ...]


def close(layer: LayerStatement, field: str = "") -> ClosedLayer:
    """The closed layer.

    Args:
        layer: what was stated.
        field: path of the layer, for messages.

    Raises:
        RecipeError: shares that do not add up; too little stated; statements that disagree; an impossible porosity.
    """
    if layer.by_volume:
        shares, solids_fraction = _volume_shares(layer, field)
    else:
        shares, solids_fraction = _mass_shares(layer, field), None
    solid_density, mass_shares = _solid(layer, shares)
    active = sum(w for w, s in zip(mass_shares, layer.solids, strict=True) if s.active)
    loading = _loading(layer, active, field)
    solids = _solids_fraction(layer, solid_density, solids_fraction, field)
    thickness, fraction, closed_by = _solve(layer, loading, solids, solid_density, field)
    if not 0 < fraction < 1:
        raise _refused(
            f"{field}.porosity",
            "must be between 0 and 100 %, so that pores and solids fill the layer",
            f"{closed_by} give a porosity of {100 * (1 - fraction):.1f} % at a solid density of {solid_density / 1000:.3f} g/cm3",
            "State a smaller loading or a larger thickness.",
        )
    volumes = tuple(fraction * w / s.density * solid_density for w, s in zip(mass_shares, layer.solids, strict=True))
    return ClosedLayer(thickness, 1.0 - sum(volumes), volumes)


def volume_shares(layer: LayerStatement, field: str = "") -> tuple[float, ...]:
    """Volume share of each solid among all solids, adding up to one.

    Args:
        layer: what was stated; its composition alone is read.
        field: path of the layer, for messages.

    Raises:
        RecipeError: shares that do not add up.
    """
    shares = _volume_shares(layer, field)[0] if layer.by_volume else _mass_shares(layer, field)
    density, masses = _solid(layer, shares)
    return tuple(w / s.density * density for w, s in zip(masses, layer.solids, strict=True))


def _mass_shares(layer: LayerStatement, field: str) -> tuple[float, ...]:
    """Shares of the solids' mass, adding up to one exactly; the rest filled in."""
    stated = sum(s.share for s in layer.solids if s.share is not None)
    open_shares = [s for s in layer.solids if s.share is None]
    if len(open_shares) > 1 or (open_shares and stated >= 1.0):
        rule = "must leave something for the one component whose share is 'rest'"
        raise _refused(f"{field}.components", rule, f"{_added(layer)} and {len(open_shares)} x rest", "State all shares but one.")
    if not open_shares and abs(stated - 1.0) > SHARES_MUST_ADD_WITHIN:
        remedy = "Correct a share, or write share: rest for one component."
        raise _refused(f"{field}.components", "must have shares that add up to 100 wt%", _added(layer), remedy)
    scale = 1.0 if open_shares else 1.0 / stated
    return tuple((1.0 - stated) if s.share is None else s.share * scale for s in layer.solids)


def _volume_shares(layer: LayerStatement, field: str) -> tuple[tuple[float, ...], float]:
    """Volume fractions of the layer and their sum."""
    where = f"{field}.components"
    if any(s.share is None for s in layer.solids):
        raise _refused(where, "must not use 'rest' beside vol%: the rest of the volume is pores", _added(layer), "State the share in vol%.")
    shares = tuple(s.share or 0.0 for s in layer.solids)
    if not 0 < sum(shares) < 1:
        raise _refused(
            where, "must leave room for pores: vol% are of the layer", _added(layer), "State shares that add up to less than 100 vol%."
        )
    return shares, sum(shares)


def _added(layer: LayerStatement) -> str:
    unit = "vol%" if layer.by_volume else "wt%"
    parts = [f"{100 * s.share:g}" for s in layer.solids if s.share is not None]
    return f"{' + '.join(parts)} = {100 * sum(s.share or 0 for s in layer.solids):g} {unit}"


def _solid(layer: LayerStatement, shares: tuple[float, ...]) -> tuple[float, tuple[float, ...]]:
    """Density of the solids, kg/m3, and their mass shares."""
    if layer.by_volume:
        masses = [v * s.density for v, s in zip(shares, layer.solids, strict=True)]
        return sum(masses) / sum(shares), tuple(m / sum(masses) for m in masses)
    return 1.0 / sum(w / s.density for w, s in zip(shares, layer.solids, strict=True)), shares


def _loading(layer: LayerStatement, active: float, field: str) -> Stated | None:
    """Loading of all solids, from loading or active_loading."""
    if layer.active_loading is None:
        return layer.loading
    stated = layer.active_loading
    whole = Stated(stated.value / active, f"active_loading {stated.text}", stated.uncertainty / active)
    if layer.loading is not None:
        spread = hypot(whole.uncertainty, layer.loading.uncertainty)
        _agree(
            whole.value,
            layer.loading.value,
            spread,
            f"{field}.active_loading",
            f"active_loading {stated.text} at {100 * active:.2f} wt% active makes a loading of {_mg(whole.value)}, "
            f"stated is {layer.loading.text}",
        )
        return layer.loading
    return whole


def _solids_fraction(layer: LayerStatement, solid_density: float, by_volume: float | None, field: str) -> Stated | None:
    """1 - porosity, from porosity, the coating's density or shares by volume."""
    found: list[Stated] = []
    if by_volume is not None:
        found.append(Stated(by_volume, f"shares of {100 * by_volume:g} vol%"))
    if layer.porosity is not None:
        found.append(Stated(1.0 - layer.porosity.value, f"porosity {layer.porosity.text}", layer.porosity.uncertainty))
    if layer.density is not None:
        fraction = layer.density.value / solid_density
        found.append(Stated(fraction, f"density {layer.density.text}", layer.density.uncertainty / solid_density))
    for other in found[1:]:
        spread = hypot(found[0].uncertainty, other.uncertainty)
        numbers = f"{found[0].text} makes {100 * found[0].value:.2f} % of solids, {other.text} makes {100 * other.value:.2f} %"
        _agree(found[0].value, other.value, spread, f"{field}.{other.text.split()[0]}", numbers)
    return found[0] if found else None


def _solve(
    layer: LayerStatement, loading: Stated | None, solids: Stated | None, solid_density: float, field: str
) -> tuple[float, float, str]:
    """Thickness, volume fraction of the solids, and the two statements that gave them."""
    thickness = layer.thickness
    if loading is not None and thickness is not None:
        fraction = loading.value / (thickness.value * solid_density)
        if solids is not None:
            spread = fraction * hypot(loading.uncertainty / loading.value, thickness.uncertainty / thickness.value)
            numbers = (
                f"loading {_mg(loading.value)} and thickness {thickness.text} make a porosity of {100 * (1 - fraction):.1f} % at a solid "
                f"density of {solid_density / 1000:.3f} g/cm3, {solids.text} states {100 * (1 - solids.value):.1f} %"
            )
            _agree(fraction, solids.value, hypot(spread, solids.uncertainty), f"{field}.porosity", numbers)
        return thickness.value, fraction, f"a loading of {_mg(loading.value)} and a thickness of {thickness.text}"
    if solids is not None and loading is not None:
        return loading.value / (solids.value * solid_density), solids.value, f"{loading.text} and {solids.text}"
    if solids is not None and thickness is not None:
        return thickness.value, solids.value, f"{thickness.text} and {solids.text}"
    stated = [name for name, s in (("loading", loading), ("thickness", thickness), ("porosity", solids)) if s is not None]
    missing = [name for name in ("loading", "thickness", "porosity") if name not in stated]
    raise _refused(
        f"{field}.{missing[0]}",
        "must be closed by two of loading, thickness and porosity (or density)",
        f"only {stated[0]}" if stated else "none of them",
        f"Add {' or '.join(missing)}, for example " + ("porosity: 40 %." if "porosity" in missing and stated else "loading: 22 mg/cm2."),
    )


def _agree(one: float, other: float, spread: float, field: str, numbers: str) -> None:
    """Raises unless two values agree within their uncertainties, or within the usual rounding."""
    if abs(one - other) > max(COVERAGE * spread, AGREEMENT * abs(other)):
        remedy = "Correct one of them, or remove the one you trust least; it then follows from the others."
        raise _refused(field, "must agree with what else is stated of this layer", numbers, remedy)


def _refused(field: str, rule: str, numbers: str, remedy: str) -> RecipeError:
    """The error that quotes the numbers in full."""
    return RecipeError((Problem(field.lstrip("."), rule, numbers, remedy),))


def _mg(loading: float) -> str:
    return f"{loading * 100:.4g} mg/cm2"
