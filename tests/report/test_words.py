"""The paragraph: names the limit, the layer, the depth and the doubt, and never says more than the numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stratode.cell.solution import ClassChange, ErrorEstimate
from stratode.outcome import Outcome
from stratode.report.tables import trust_table
from stratode.report.words import comparison, paragraph


def test_names_limit_layer_depth_and_remedy(cell, result):
    text = paragraph(cell, result)
    assert "What limits it is salt diffusion in the pores" in text
    assert "Layer L at the collector has used 68 % of its window, layer S at the separator 94 %" in text
    assert "behind the separator to the collector less than half has worked" in text
    assert "higher transference number" in text


def test_is_honest_about_error_estimate_and_assumptions(cell, result):
    text = paragraph(cell, result)
    assert "±0.40 %" in text
    assert "2 values were not stated" in text
    assert "separator.porosity" in text


def test_cost_is_what_the_waterfall_takes(cell, result):
    run = replace(
        result.rates[2],
        waterfall=(("theoretical", 275.0), ("voltage window", 200.0), ("salt diffusion", 150.5), ("delivered", 150.0)),
    )
    assert "in the waterfall it takes 49.5 mAh/g" in paragraph(cell, replace(result, rates=(run,)))


def test_a_dead_rate_is_named(cell, result):
    dead = replace(result.rates[2], specific_capacity=0.0)
    text = paragraph(cell, replace(result, rates=(*result.rates[:2], dead)))
    assert "from 1C on it delivers next to nothing" in text
    assert "The 0.5C discharge ends" in text


def test_comparison_does_not_rank_within_the_error(case):
    better = replace(case.result.rates[0], specific_capacity=case.result.rates[0].specific_capacity + 0.5)
    other = replace(case, cell=replace(case.cell, name="other"), result=replace(case.result, rates=(better,)))
    assert "L-Dry-S is level with it within the error estimate" in comparison((case, other))
    sharp = replace(better, error_estimate=ErrorEstimate(1e-5, 1e-5))
    first = replace(case.result.rates[0], error_estimate=ErrorEstimate(1e-5, 1e-5))
    pair = (replace(case, result=replace(case.result, rates=(first,))), replace(other, result=replace(case.result, rates=(sharp,))))
    assert "L-Dry-S is within 1 % of it" in comparison(pair)


def test_layers_lie_where_the_recipe_puts_them_whatever_the_order_of_the_result(cell, result):
    run = result.rates[2]
    for order in (("L", "S"), ("S", "L")):
        shuffled = replace(run, utilisation={name: run.utilisation[name] for name in order})
        assert "Layer L at the collector" in paragraph(cell, replace(result, rates=(shuffled,)))


def test_several_limits_together_are_not_called_one(cell, result):
    run = replace(result.rates[2], limited_by="several together")
    text = paragraph(cell, replace(result, rates=(run,)))
    assert "several limits act together; the waterfall puts most on salt diffusion and solid diffusion" in text


def test_comparison_gives_the_reason_of_a_real_gap(case):
    weak = replace(case.result.rates[2], specific_capacity=100.0)
    other = replace(case, cell=replace(case.cell, name="other"), result=replace(case.result, rates=(weak,)))
    assert "other gives 37.4 mAh/g less, limited by salt diffusion in the pores" in comparison((case, other))


def test_a_waterfall_that_disagrees_is_explained(cell, result):
    steps = (("theoretical", 275.0), ("voltage window", 200.0), ("solid diffusion", 160.0), ("salt diffusion", 155.0), ("delivered", 155.0))
    run = replace(result.rates[2], waterfall=steps)
    text = paragraph(cell, replace(result, rates=(run,)))
    assert "the largest step is solid diffusion (40.0 mAh/g): shares of coupled limits depend on that order" in text


def test_with_several_recipes_each_paragraph_begins_with_its_recipe(case):
    other = replace(case, cell=replace(case.cell, name="other"))
    first, second, _ = Outcome((case, other)).words()
    assert first.startswith("L-Dry-S: ")
    assert second.startswith("other: ")
    assert not Outcome((case,)).words()[0].startswith("L-Dry-S: ")


def test_an_error_too_small_to_matter_is_not_told_in_digits(cell, result):
    run = replace(result.rates[2], error_estimate=ErrorEstimate(1e-10, 1e-9))
    text = paragraph(cell, replace(result, rates=(run,)))
    assert "put less than 0.01 % on this capacity and less than 0.01 mV on the curve" in text


def test_properties_outside_their_data_are_named_once(cell, result):
    held = (
        "potential of NMC811 continued along its slope beyond surface stoichiometry 0.2 for 14 s in cathode: L",
        "diffusivity of NMC811 held beyond surface stoichiometry 0.9 for 10 s in cathode: L",
        "diffusivity of NMC811 held beyond surface stoichiometry 0.9 for 12 s in cathode: S",
    )
    text = paragraph(cell, replace(result, rates=(replace(result.rates[2], held_outside_data=held),)))
    assert text.endswith("In this run these left the range of their data: potential of NMC811, diffusivity of NMC811.")


def test_what_the_number_of_particle_sizes_changes_is_told(cell, result):
    assert "particle sizes" not in paragraph(cell, result)
    changes = (ClassChange(-2, 0.5, 30.0, -0.012, ""), ClassChange(2, 0.5, 30.0, 2e-5, ""))
    found = replace(result, class_changes=changes)
    assert "the capacity at 0.5C is 1.2 % lower with 2 sizes fewer and the same within 0.01 % with 2 sizes more." in paragraph(cell, found)
    table = trust_table(found)
    rows = {row[0]: row[-2:] for row in table.rows}
    assert rows[0.5] == pytest.approx((-1.2, 0.002))
    assert all(values == (None, None) for c_rate, values in rows.items() if c_rate != 0.5)
    assert len(trust_table(result).columns) == len(table.columns) - 2


def test_a_discharge_with_other_sizes_that_failed_is_not_told_as_a_number(cell, result):
    found = replace(result, class_changes=(ClassChange(2, 0.5, 0.0, -1.0, "ArithmeticError: no step"),))
    assert "particle sizes" not in paragraph(cell, found)
    assert {row[-1] for row in trust_table(found).rows} == {None}
