"""Quantities over temperature as they are shown: Arrhenius, VTF, and the verdict between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stratode.lab.estimate import Estimate
from stratode.lab.temperature.arrhenius import DOUBT, ArrheniusFit, shown
from stratode.lab.temperature.compare import Comparison
from stratode.lab.temperature.series import CONDUCTIVITY, ThermalSeries
from stratode.lab.temperature.vtf import VtfFit
from stratode.report.lab.figures.temperature import Law, over_inverse_temperature, profile, residuals
from stratode.report.lab.sheet import Drawing, Sheet
from stratode.report.lab_units import number
from stratode.report.table import Table

ELECTRON_VOLT = 96485.33212  # J/mol
RECIPE_KEYS = {"conductivity": "conductivity", "diffusivity": "diffusivity", "exchange current density": "exchange_current"}


def arrhenius_sheet(fit: ArrheniusFit, law: VtfFit | None, verdict: Comparison | None, beside: Sequence[Estimate] = ()) -> Sheet:
    """An Arrhenius line.

    Args:
        fit: the line.
        law: VTF of the same points, drawn beside it; None with too few points.
        verdict: between the two.
        beside: further numbers, such as the difference to another series.
    """
    laws: list[tuple[str, Law]] = [("Arrhenius", fit)]
    if law:
        laws.append(("VTF", law))
    energy, volts = fit.energy, number(fit.energy.value / ELECTRON_VOLT)
    lead = f"Ea = {_energy(energy)} ({volts} eV), of {fit.form} over 1/T by {fit.series.temperature.size} points."
    test = ""
    if fit.curvature is not None:
        test = f" A quadratic term has p = {fit.curvature:.2g}: {'curved' if fit.curvature < DOUBT else 'no curvature seen'}."
    return Sheet(
        name=fit.series.name,
        result=fit,
        origins=(fit.series.origin,),
        estimates=(*fit.estimates, *beside),
        words=(lead + test, *_verdict(verdict)),
        cautions=fit.cautions,
        tables=(("points", points_table(fit.series, laws)),),
        drawings=lambda: _drawings(fit.series, laws),
        details={"form": fit.form, "curvature_p": fit.curvature, **_compared(verdict)},
        recipe=_arrhenius_recipe(fit),
    )


def vtf_sheet(law: VtfFit, fit: ArrheniusFit, verdict: Comparison | None) -> Sheet:
    """A VTF curve, with Arrhenius beside it."""
    laws: list[tuple[str, Law]] = [("VTF", law), ("Arrhenius", fit)]
    ea, t0 = law.estimates[0], law.estimates[1]
    rate = law.series.symbol if law.series.observable.rising else f"1/{law.series.symbol}"
    lead = (
        f"{rate} = A T^-{law.exponent:g} exp(-Ea/(R(T - T0))): Ea = {_energy(ea)}, T0 = {number(t0.value)} K "
        f"({number(t0.low)} to {number(t0.high)} K)."
    )
    return Sheet(
        name=law.series.name,
        result=law,
        origins=(law.series.origin,),
        estimates=law.estimates,
        words=(*_verdict(verdict), lead),
        cautions=law.cautions,
        tables=(("points", points_table(law.series, laws)),),
        data=(("t0_profile", _profile_table(law)),),
        drawings=lambda: (
            *_drawings(law.series, laws),
            Drawing(profile(law), "How well each T0 fits: the interval is where the curve is below the line."),
        ),
        details={"exponent": law.exponent, **_compared(verdict)},
        recipe=_vtf_recipe(law),
    )


def together(sheets: Sequence[Sheet]) -> Sequence[Drawing]:
    """Several series over each other."""
    several = [one.result.series for one in sheets]
    name = "VTF" if isinstance(sheets[0].result, VtfFit) else "Arrhenius"
    return (Drawing(over_inverse_temperature(several, [[(name, one.result)] for one in sheets]), "All series with their fitted laws."),)


def points_table(series: ThermalSeries, laws: Sequence[tuple[str, Law]]) -> Table:
    """Each point, and what the laws give there."""
    unit = series.unit
    columns = (
        "Temperature / degC",
        f"{series.symbol} / {unit}",
        *(f"{name} / {unit}" for name, _ in laws),
        *(f"{name} off / %" for name, _ in laws),
    )
    fitted = [[series.from_log_rate(float(one)) for one in law.log_rate(series.temperature)] for _, law in laws]
    rows = tuple(
        (
            float(T - 273.15),
            shown(float(v), series),
            *(shown(f[i], series) for f in fitted),
            *(100.0 * (float(v) / f[i] - 1.0) for f in fitted),
        )
        for i, (T, v) in enumerate(zip(series.temperature, series.value, strict=True))
    )
    return Table("Points", columns, rows, "Off: measured over fitted, less one.")


def _profile_table(law: VtfFit) -> Table:
    rows = tuple(zip(map(float, law.profile_t0), map(float, law.profile_square), strict=True))
    return Table("Profile of T0", ("T0 / K", "Sum of squares / 1"), rows, f"Within the 95 % interval below {law.bound:.6g}.")


def _verdict(verdict: Comparison | None) -> tuple[str, ...]:
    return (verdict.words,) if verdict else ("Too few temperatures to tell Arrhenius from VTF.",)


def _compared(verdict: Comparison | None) -> dict[str, object]:
    if verdict is None:
        return {"supported": "cannot tell"}
    return {
        "supported": verdict.verdict.value,
        "aicc_arrhenius": verdict.aicc[0],
        "aicc_vtf": verdict.aicc[1],
        "f_test_p": verdict.significance,
    }


def _energy(one: Estimate) -> str:
    low, high = (one.low or one.value) / 1e3, (one.high or one.value) / 1e3
    return f"{number(one.value / 1e3, 4)} kJ/mol ({number(low, 4)} to {number(high, 4)})"


def _drawings(series: ThermalSeries, laws: Sequence[tuple[str, Law]]) -> tuple[Drawing, ...]:
    return (
        Drawing(over_inverse_temperature([series], [laws]), "Measured points over reciprocal temperature with the fitted laws."),
        Drawing(residuals(series, laws), "What each law leaves; a bow tells of curvature, a step of a transition."),
    )


def _arrhenius_recipe(fit: ArrheniusFit) -> str:
    """Lines of a material file that take an activation energy."""
    if fit.with_temperature:
        return ""
    key = RECIPE_KEYS.get(fit.series.observable.noun)
    energy = f"  activation_energy: {fit.energy.value:.0f}  # J/mol, {fit.energy.low:.0f} to {fit.energy.high:.0f}\n"
    if key is None:
        return f"# in a material's exchange_current, if the charge transfer alone makes this resistance:\nexchange_current:\n{energy}"
    value = fit.series.from_log_rate(fit.line.at(1.0 / 298.15)[0])
    head = f"# for a material file\n{key}:\n  value: {value:.4g}\n  unit: {fit.series.observable.si}\n"
    return f'{head}{energy}  source: "measured: {fit.series.origin.file}, Arrhenius fit"\n'


def _vtf_recipe(law: VtfFit) -> str:
    """Lines of a material file that take a VTF law."""
    if law.series.observable is not CONDUCTIVITY:
        return ""
    T = law.series.temperature
    A = float(np.exp(law.log_prefactor))
    formula = f"{A:.6g}*T**-{law.exponent:g}*exp(-{law.energy:.6g}/(8.314462618*(T - {law.t0:.6g})))"
    return (
        f'# for a material file of a conductor\nconductivity:\n  formula: "{formula}"\n  unit: S/m\n'
        f"  temperature: [{T[0]:.5g}, {T[-1]:.5g}]\n"
        f'  source: "measured: {law.series.origin.file}, VTF fit"\n'
    )
