"""Figures: what is drawn adds up to what was computed, and one name has one colour."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from stratode.recipe.library import find
from stratode.recipe.parts import Electrolyte
from stratode.recipe.property import TemperatureTable
from stratode.report.figures import losses, thickness
from stratode.report.figures.discharge import discharge_curves, rate_capability, shown_rates
from stratode.report.figures.masses import mass_and_volume
from stratode.report.figures.materials import material_curves
from stratode.report.figures.style import MOST_POINTS, label, layer_colour, thinned
from stratode.report.material_page import properties_table
from stratode.report.measured import Measured, MeasuredCurve
from stratode.report.profiles import bands, profiles, site_populations


def test_waterfall_bars_lead_from_theoretical_to_delivered(result):
    run = result.rates[2]
    ends, drops = losses.waterfall(run).data
    assert ends.y[0] - sum(drops.y) == pytest.approx(ends.y[1])
    assert ends.y[1] == pytest.approx(run.specific_capacity, abs=1e-9)
    for base, height, before in zip(drops.base, drops.y, [ends.y[0], *drops.base], strict=False):
        assert base + height == pytest.approx(before)


def test_stacked_losses_add_to_open_circuit_minus_voltage(result):
    run = result.rates[2]
    fig = losses.stacked_losses(run)
    bands_ = [trace for trace in fig.data if trace.stackgroup]
    kept = thinned(run.losses.depth.size)
    gap = 1e3 * (run.losses.open_circuit - run.trace.voltage)[kept]
    assert np.sum([trace.y for trace in bands_], axis=0) == pytest.approx(gap, abs=0.05)
    gains = [trace for trace in bands_ if trace.stackgroup == "gains"]
    assert [trace.name for trace in gains] == ["uneven state of charge"]
    assert all(trace.showlegend for trace in gains)


def test_layers_of_one_mechanism_share_a_hue_and_differ_by_hatch(result):
    traces = {trace.name: trace for trace in losses.stacked_losses(result.rates[2]).data}
    upper, lower = traces["pore diffusion: S"], traces["pore diffusion: L"]
    assert upper.fillcolor == lower.fillcolor
    assert upper.fillpattern.shape != lower.fillpattern.shape


def test_bands_run_from_collector_to_lithium(result):
    where = bands(result.rates[0].mesh)
    assert where.name == ("cathode: L", "cathode: S", "separator")
    assert where.end == pytest.approx((80e-6, 130e-6, 146e-6))
    assert where.start == pytest.approx((0.0, 80e-6, 130e-6))


def test_a_layer_has_one_colour_in_every_figure(result):
    where = bands(result.rates[0].mesh)
    bars = {trace.name: trace.marker.color for trace in thickness.utilisation_by_layer(result).data}
    assert bars["L"] == layer_colour("cathode: L", where) != layer_colour("cathode: S", where) == bars["S"]


def test_local_reaction_averages_to_one(cell, result):
    run = result.rates[2]
    fig = thickness.reaction(profiles(cell, run), bands(run.mesh))
    widths = run.mesh.width[::-1][run.mesh.region[::-1] == 1]
    for trace in fig.data:
        assert trace.y[24] is None  # a gap where layer S begins
        assert np.average([y for y in trace.y if y is not None], weights=widths) == pytest.approx(1.0, rel=0.02)


def test_thickness_axis_names_both_ends(cell, result):
    run = result.rates[2]
    stages, where = profiles(cell, run), bands(run.mesh)
    assert thickness.salt(stages, where).layout.xaxis.title.text.split()[1:3] == ["cathode", "collector"]
    assert thickness.salt(stages, where).layout.xaxis.title.text.endswith("lithium →")
    assert thickness.utilisation(stages, where).layout.xaxis.title.text.endswith("separator →")


def test_a_site_finds_its_population_by_material_and_size(cell, result):
    mesh = result.rates[0].mesh
    radii = [p.radius for p in site_populations(cell, mesh)]
    assert radii == [2.25e-6 if "4.5" in name else 5.65e-6 for name in mesh.site_name]
    strange = replace(mesh, site_name=tuple("LFP 1 um" for _ in mesh.site_name))
    with pytest.raises(ValueError, match="must be that of a population of its electrode; received 'LFP 1 um'"):
        site_populations(cell, strange)


def test_one_recipe_has_a_colour_a_rate_and_its_open_circuit(case):
    fig = discharge_curves((case,))
    assert [trace.name for trace in fig.data] == ["0.1C", "0.5C", "1C", "open circuit"]
    assert len({trace.line.color for trace in fig.data}) == 4


def test_several_recipes_have_a_colour_each_and_at_most_three_rates(case):
    rates = tuple(replace(case.result.rates[0], c_rate=c) for c in (0.1, 0.2, 0.5, 1.0, 2.0))
    many = replace(case, result=replace(case.result, rates=rates))
    assert shown_rates((many, many)) == [0.1, 0.5, 2.0]
    traces = discharge_curves((many, many)).data
    curves = [trace for trace in traces if trace.x[0] is not None]
    assert [trace.line.dash for trace in curves] == ["solid", "dash", "dot"] * 2
    assert len({trace.line.color for trace in curves}) == 2
    listed = [trace.name for trace in traces if trace.showlegend is not False]
    assert listed == ["L-Dry-S", "L-Dry-S", "0.1C", "0.5C", "2C"]


def test_measured_curve_is_per_gram_of_the_recipes_active_material(case):
    curve = MeasuredCurve(None, 1.0, np.array([4.0, 3.0]), np.array([0.0, 2e-3]), False)
    trace = discharge_curves((case,), Measured(curves=(curve,))).data[-2]
    grams = 130e-4 * 0.42 * 4.75 * 1.13
    assert trace.x[-1] == pytest.approx(2.0 / grams, rel=1e-4)


def test_rate_capability_shows_the_error_estimate(case):
    trace = rate_capability((case,)).data[0]
    assert list(trace.error_y.array) == pytest.approx([0.004 * q for q in trace.y])


def test_mass_and_volume_bars_reach_a_hundred_percent(case):
    fig = mass_and_volume((("L-Dry-S", case.ledger),))
    for place in (0, 1):
        assert sum(trace.x[place] for trace in fig.data) == pytest.approx(100.0)


def test_material_curves_leave_constants_out_and_cover_their_range(cell):
    material = cell.cathode.layers[0].populations[0].material
    (name, fig), *rest = material_curves(material).items()
    assert (name, rest) == ("potential", [])
    assert (fig.data[0].x[0], fig.data[0].x[-1]) == (0.2, 0.98)
    electrolyte: Electrolyte = replace(cell.electrolyte, conductivity=replace(material.potential, valid=(0.0, 3000.0), unit="S/m"))
    assert material_curves(electrolyte)["conductivity"].data[0].x[-1] == 3.0  # mol/L


def test_what_temperature_alone_moves_is_drawn_over_temperature():
    llzo = find("LLZO", None)
    (line,) = material_curves(llzo)["conductivity"].data
    at = dict(zip(np.round(line.x, 6), line.y, strict=True))
    assert (line.x[0], line.x[-1]) == pytest.approx((-20.0, 80.0))
    fall = 32700.0 / 8.31446 * (1.0 / 253.15 - 1.0 / 353.15)  # Arrhenius, between the ends
    assert np.log(at[80.0] / at[-20.0]) == pytest.approx(fall, rel=1e-5)
    table = TemperatureTable((273.15, 333.15), (1e-3, 1e-1))
    tabled = replace(llzo, conductivity=replace(llzo.conductivity, shape=table, activation_energy=0.0, temperature=(273.15, 333.15)))
    (line,) = material_curves(tabled)["conductivity"].data
    assert (line.x[0], line.y[0], line.x[-1], line.y[-1]) == pytest.approx((0.0, 1e-3, 60.0, 0.1))
    assert "conductivity" not in material_curves(replace(llzo, conductivity=replace(llzo.conductivity, activation_energy=0.0)))
    assert "273.15 to 333.15 K" in {row[3] for row in properties_table(tabled).rows}


def test_long_curves_are_thinned_with_both_ends():
    chosen = thinned(10_000)
    assert chosen.size <= MOST_POINTS
    assert (chosen[0], chosen[-1]) == (0, 9999)
    assert thinned(0).size == 0


def test_labels_are_plain_short_and_on_one_line():
    assert label("<b>x</b>\n y") == "&lt;b&gt;x&lt;/b&gt; y"
    assert len(label("x" * 500)) == 60
