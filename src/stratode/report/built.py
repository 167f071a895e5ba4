"""The cell as built, for `summary.json`: every layer and each electrode as a whole, in the words and units of a laboratory."""

from __future__ import annotations

from math import fsum

from stratode.recipe.parts import Cell, Coin, Electrode, Inert, Layer
from stratode.report.lab_units import MG_PER_CM2, MICROMETRE

G_PER_CM3 = 1e-3  # from kg/m3
ROLES = {"carbon": "carbon", "binder": "binder"}  # of what takes no part; the rest is "other"


def built(cell: Cell) -> dict[str, object]:
    """Electrodes, separator, electrolyte, area: what the recipe states and what follows from it."""
    anode = cell.anode
    active = fsum(layer.active_loading for layer in cell.cathode.layers)
    return {
        "cathode": _electrode(cell.cathode),
        "anode": _electrode(anode) if isinstance(anode, Electrode) else {"lithium_um": anode.thickness * MICROMETRE},
        "separator_um": cell.separator.thickness * MICROMETRE,
        "electrolyte": {
            "name": cell.electrolyte.name,
            "concentration_M": cell.electrolyte.concentration * 1e-3,
            "density_g_cm3": cell.electrolyte.density * G_PER_CM3,
        },
        "face_area_cm2": cell.format.area * 1e4,
        "faces": 1 if isinstance(cell.format, Coin) else cell.format.faces,
        "one_c_mA_g": cell.protocol.one_c / active,
    }


def _electrode(electrode: Electrode) -> dict[str, object]:
    """An electrode as a whole, and its layers from the collector on."""
    return _coating(electrode.layers) | {
        "collector_um": electrode.collector.thickness * MICROMETRE,
        "layers": [{"name": layer.name} | _coating((layer,)) for layer in electrode.layers],
    }


def _coating(layers: tuple[Layer, ...]) -> dict[str, object]:
    """Layers taken together: loading, thickness, porosity, shares and densities."""
    thickness = fsum(layer.thickness for layer in layers)
    loading = fsum(layer.loading for layer in layers)
    solids = fsum(layer.thickness * (1.0 - layer.porosity) for layer in layers)
    return {
        "loading_mg_cm2": loading * MG_PER_CM2,
        "active_loading_mg_cm2": fsum(layer.active_loading for layer in layers) * MG_PER_CM2,
        "thickness_um": thickness * MICROMETRE,
        "porosity": 1.0 - solids / thickness,
        "solid_density_g_cm3": loading / solids * G_PER_CM3,
        "solids": [
            {
                "name": name,
                "role": role,
                "mass_share": room * density / loading,
                "volume_fraction": room / thickness,
                "density_g_cm3": density * G_PER_CM3,
            }
            for (name, role, density), room in _solids(layers).items()
        ],
    }


def _solids(layers: tuple[Layer, ...]) -> dict[tuple[str, str, float], float]:
    """(name, role, density) -> volume per area, m, of every solid."""
    room: dict[tuple[str, str, float], float] = {}
    for layer in layers:
        for population in layer.populations:
            key = (population.material.name, "active", population.material.density)
            room[key] = room.get(key, 0.0) + population.volume_fraction * layer.thickness
        for share in layer.inert:
            key = (share.material.name, _role(share.material), share.material.density)
            room[key] = room.get(key, 0.0) + share.volume_fraction * layer.thickness
    return room


def _role(material: Inert) -> str:
    return ROLES.get(material.role, "other")
