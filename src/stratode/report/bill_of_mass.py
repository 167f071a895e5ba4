"""What the design room says of a cell (bill of mass and volume, quick limits) as JSON and as tables."""

from __future__ import annotations

from collections.abc import Sequence

from stratode.design.component import Component, Group
from stratode.design.ledger import EnergyDensity, Ledger
from stratode.design.limits import Limit
from stratode.report.lab_units import MA_PER_CM2, MG_PER_CM2, MICROMETRE, MILLIVOLT, PERCENT
from stratode.report.table import Table

HEADLINE = "cell with packaging"  # the basis of a bare "Wh/kg"; a coin cell whose case is not stated weighs nothing there
NO_LEDGER = "no discharge delivered charge, so there is no energy to divide"


def headline(ledger: Ledger) -> str:
    """What the headline's mass holds, in words: a case that nobody stated is not in it."""
    return HEADLINE if any(row.group is Group.PACKAGING and row.mass > 0.0 for row in ledger.rows) else "cell, its case not counted"


def cell_summary(ledger: Ledger | None) -> dict[str, object]:
    """The `cell` entry of summary.json; without a ledger every number is null, with the reason."""
    names = ("energy_Wh_kg", "energy_Wh_L", "energy_Wh_L_charged", "np_ratio_first_charge", "np_ratio_discharge", "ec_g_Ah")
    if ledger is None:
        return dict.fromkeys(names) | {"ledger": [], "reason": NO_LEDGER}
    whole = ledger.on(HEADLINE)
    values = (
        whole.Wh_kg,
        whole.Wh_L_assembled,
        whole.Wh_L_charged,
        ledger.np_ratio_first_charge,
        ledger.np_ratio_discharge,
        ledger.ec_g_Ah,
    )
    return dict(zip(names, values, strict=True)) | {
        "energy_basis": f"{headline(ledger)}; Wh/L as assembled",
        "capacity_Ah": ledger.capacity,
        "energy_Wh": ledger.energy,
        "capacity_mAh_cm2": ledger.discharge_capacity * MA_PER_CM2,
        "first_charge_capacity_mAh_cm2": ledger.first_charge_capacity * MA_PER_CM2,
        "mean_voltage_V": ledger.mean_voltage,
        "mass_g": ledger.mass * 1e3,
        "volume_cm3": ledger.volume * 1e6,
        "electrolyte_share_in_pores": ledger.filling.share_in_pores,
        "pore_share_filled": ledger.filling.filled_share,
        "energy_densities": [_density_entry(d) for d in ledger.energy_densities],
        "ledger": [_row_entry(row) for row in ledger.rows],
    }


def _density_entry(density: EnergyDensity) -> dict[str, object]:
    return {
        "basis": density.basis,
        "mass_g": density.mass * 1e3,
        "energy_Wh_kg": density.Wh_kg,
        "energy_Wh_L": density.Wh_L_assembled,
        "energy_Wh_L_charged": density.Wh_L_charged,
    }


def _row_entry(row: Component) -> dict[str, object]:
    return {
        "component": row.name,
        "group": row.group.value,
        "mass_g": row.mass * 1e3,
        "volume_cm3": row.volume * 1e6,
        "areal_mass_mg_cm2": row.areal_mass * MG_PER_CM2,
        "areal_volume_um": row.areal_volume * MICROMETRE,
        "origin": row.origin,
    }


def ledger_table(ledger: Ledger) -> Table:
    """Every component with its share; the last row is their sum."""
    columns = ("Component", "Mass / mg per cm² of cathode", "Mass / %", "Thickness equivalent / µm", "Volume / %", "Where from")
    mass, volume = ledger.mass, ledger.volume
    rows = tuple(
        (
            row.name,
            row.areal_mass * MG_PER_CM2,
            row.mass / mass * PERCENT,
            row.areal_volume * MICROMETRE,
            row.volume / volume * PERCENT,
            row.origin,
        )
        for row in ledger.rows
    )
    area = ledger.stack.area
    total = ("whole cell", mass / area * MG_PER_CM2, 100.0, volume / area * MICROMETRE, 100.0, "")
    whole = f"{mass * 1e3:.4g} g, {volume * 1e6:.4g} cm³, {area * 1e4:.4g} cm² of coated cathode"
    note = f"Whole cell: {whole}. Thickness equivalent: volume over cathode area."
    return Table("Bill of mass and volume", columns, (*rows, total), note)


def energy_table(ledger: Ledger) -> Table:
    """Energy density on every named basis."""
    columns = ("Basis", "Wh/kg", "Wh/L as assembled", "Wh/L as charged")
    rows = tuple((d.basis, d.Wh_kg, d.Wh_L_assembled, d.Wh_L_charged) for d in ledger.energy_densities)
    current = ledger.discharge_capacity * MA_PER_CM2
    return Table(
        "Energy density", columns, rows, f"From the discharge that gives {current:.3g} mAh/cm² at {ledger.mean_voltage:.3f} V mean."
    )


def balance_table(ledger: Ledger) -> Table:
    """N/P on both bases and the electrolyte."""
    rows = (
        ("N/P on first-charge capacity / 1", ledger.np_ratio_first_charge),
        ("N/P on discharge capacity / 1", ledger.np_ratio_discharge),
        ("Electrolyte over capacity, E/C / g/Ah", ledger.ec_g_Ah),
        ("Electrolyte that has pores to be in / %", ledger.filling.share_in_pores * PERCENT),
        ("Pore volume that is filled / %", ledger.filling.filled_share * PERCENT),
    )
    return Table("Balance of the cell", ("Ratio", "Value"), rows)


# How a limit's SI unit is shown: factor and laboratory unit.
SHOWN = {
    "A/m2": (MA_PER_CM2, "mA/cm²"),
    "m": (MICROMETRE, "µm"),
    "ohm m2": (1e4, "ohm cm²"),
    "kg/m2": (MG_PER_CM2, "mg/cm²"),
    "V": (MILLIVOLT, "mV"),
}


def limits_summary(limits: Sequence[Limit]) -> list[dict[str, object]]:
    """The `quick_limits` entry of summary.json: SI values, each with its unit, formula, source and meaning."""
    return [
        {"name": item.name, "value": item.value, "unit": item.unit, "formula": item.formula, "source": item.source, "meaning": item.meaning}
        for item in limits
    ]


def limits_table(limits: Sequence[Limit]) -> Table:
    """The quick limits in laboratory units."""
    rows: list[tuple[str | float, ...]] = []
    for item in limits:
        factor, unit = SHOWN.get(item.unit, (1.0, item.unit))
        rows.append((item.name, item.value * factor, unit, item.meaning.replace(" um", " µm"), f"{item.formula}; {item.source}"))
    note = "In closed form, for orientation: the run above knows more."
    return Table("Quick limits", ("Limit", "Value", "Unit", "What it says", "Formula and source"), tuple(rows), note)
