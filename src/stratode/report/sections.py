"""The parts of the report about one recipe, from its headline numbers to its assumptions."""

from __future__ import annotations

from stratode.cell.solution import CellResult, RateResult
from stratode.report import tables
from stratode.report.bill_of_mass import HEADLINE, balance_table, energy_table, headline, ledger_table, limits_table
from stratode.report.case import Case, telling_rate
from stratode.report.figures import losses, thickness
from stratode.report.figures.discharge import discharge_curves, rate_capability, temperature_curves
from stratode.report.figures.masses import mass_and_volume
from stratode.report.figures.style import label
from stratode.report.heat import rates_heat
from stratode.report.lab_units import MA_PER_CM2, number, rate
from stratode.report.markup import Plots, table_html, text
from stratode.report.measured import Measured
from stratode.report.profiles import bands, profiles
from stratode.report.words import paragraph


def recipe_sections(case: Case, plots: Plots, measured: Measured | None, most_rates: int) -> str:
    """Everything about one recipe.

    Args:
        case: the recipe and its results.
        plots: collects the figures.
        measured: what to lay over the curves.
        most_rates: how many rates get figures of their own.
    """
    result = case.result
    parts = [
        _headlines(case),
        f'<p class="lead">{text(paragraph(case.cell, result))}</p>',
        "".join(f'<p class="note">{text(note)}</p>' for note in result.notes),
        table_html(tables.rates_table(result)),
        _curves(case, plots, measured),
        _explanations(case, plots, most_rates),
        _layers(result, plots),
        _heat(case, plots),
        _masses(case, plots),
        _quick_limits(case),
        _trust(case),
    ]
    return "\n".join(part for part in parts if part)


def _headlines(case: Case) -> str:
    runs = sorted(case.result.rates, key=lambda run: run.c_rate)
    if not runs:
        return ""
    slow, fast, ledger = runs[0], runs[-1], case.ledger
    tiles = [
        (number(slow.specific_capacity), "mAh/g", f"at {rate(slow.c_rate)}"),
        (number(slow.capacity * MA_PER_CM2), "mAh/cm²", f"at {rate(slow.c_rate)}"),
    ]
    if fast is not slow:
        tiles.append((number(fast.specific_capacity), "mAh/g", f"at {rate(fast.c_rate)}"))
    if ledger is not None:
        whole = ledger.on(HEADLINE)
        tiles += [(number(whole.Wh_kg), "Wh/kg", headline(ledger)), (number(whole.Wh_L_assembled), "Wh/L", "as assembled")]
        tiles.append((f"{ledger.np_ratio_first_charge:.2f} | {ledger.np_ratio_discharge:.2f}", "N/P", "first charge | discharge"))
    items = "".join(
        f'<li><b>{text(value)}</b> <span class="unit">{text(unit)}</span><br><small>{text(basis)}</small></li>'
        for value, unit, basis in tiles
    )
    return f'<ul class="tiles" aria-label="Headline numbers">{items}</ul>'


def _curves(case: Case, plots: Plots, measured: Measured | None) -> str:
    runs = case.result.rates
    if not runs:
        return ""
    over = " Measured points are open symbols." if measured else ""
    curves = plots.place(discharge_curves((case,), measured), f"Discharge curves at each C-rate and the open-circuit curve.{over}")
    if len(runs) < 2:
        return curves
    capability = plots.place(rate_capability((case,), measured), f"Capacity over C-rate; bars are the numerical error estimate.{over}")
    return f'<div class="pair">{curves}{capability}</div>'


def _explanations(case: Case, plots: Plots, most_rates: int) -> str:
    """One panel a rate (waterfall, losses, profiles), chosen by buttons."""
    telling = telling_rate(case.result)
    if telling is None:
        return ""
    shown = chosen_rates(case.result, telling, most_rates)
    key = f"rates-{len(plots.figures)}"
    buttons, panels = [], []
    for i, run in enumerate(shown):
        active = run is telling
        buttons.append(
            f'<button type="button" role="tab" id="{key}-tab-{i}" aria-controls="{key}-panel-{i}" aria-selected="{str(active).lower()}">'
            f"{text(rate(run.c_rate))}</button>"
        )
        hidden = "" if active else " hidden"
        panels.append(
            f'<div role="tabpanel" id="{key}-panel-{i}" aria-labelledby="{key}-tab-{i}"{hidden}>'
            f'<h3 class="print-only">{text(rate(run.c_rate))}</h3>{_panel(case, run, plots)}</div>'
        )
    rest = len(case.result.rates) - len(shown)
    note = f'<p class="note">{rest} more rates are in the tables only, to keep this page small.</p>' if rest else ""
    return (
        f'<h2>What limits, and where</h2><div role="tablist" aria-label="C-rate">{"".join(buttons)}</div>{"".join(panels)}{note}'
        f"{table_html(tables.waterfall_table(case.result))}{table_html(tables.losses_table(case.result))}"
    )


def chosen_rates(result: CellResult, telling: RateResult, most: int) -> list[RateResult]:
    """At most `most` rates, the telling one among them, the others spread from the lowest to the highest."""
    runs = list(result.rates)
    if len(runs) <= most:
        return runs
    spread = {round(i * (len(runs) - 1) / max(most - 1, 1)) for i in range(most - 1)}
    keep = {*spread, next(i for i, run in enumerate(runs) if run is telling)}
    return [run for i, run in enumerate(runs) if i in keep]


def _panel(case: Case, run: RateResult, plots: Plots) -> str:
    spoken = rate(run.c_rate)
    pieces = []
    if run.waterfall:
        caption = f"Capacity waterfall at {spoken}: what each limit takes, from theoretical to delivered."
        pieces.append(plots.place(losses.waterfall(run), caption))
    caption = (
        f"Voltage losses over the {spoken} discharge; their sum is open-circuit minus cell voltage. A double click shows the steep end."
    )
    pieces.append(plots.place(losses.stacked_losses(run), caption))
    stages = profiles(case.cell, run)
    if len(stages) < 2:
        return "".join(pieces)
    where = bands(run.mesh)
    fields = (
        (thickness.salt, "Salt in the pores through the thickness"),
        (thickness.reaction, "Local reaction through the cathode, relative to its mean"),
        (thickness.utilisation, "Share of the active material's window used at each depth"),
        (thickness.stoichiometry, "Stoichiometry of the particles: surface (lines) and mean (dots)"),
    )
    pieces += [plots.place(make(stages, where), f"{caption}, {spoken}, by share of the delivered capacity.") for make, caption in fields]
    return f'<div class="pair">{"".join(pieces)}</div>'


def _layers(result: CellResult, plots: Plots) -> str:
    if not any(run.utilisation for run in result.rates):
        return ""
    fig = plots.place(thickness.utilisation_by_layer(result), "Share of each layer's window capacity that worked, at each rate.")
    table = table_html(tables.utilisation_table(result), caption=False)
    return f'<h2>Utilisation of each layer</h2><div class="pair">{fig}<div>{table}</div></div>'


def _heat(case: Case, plots: Plots) -> str:
    """The account and the temperature of each rate, where they were computed."""
    table = table_html(rates_heat(case), caption=False)
    fig = temperature_curves(case.result)
    drawn = plots.place(fig, "Temperature of the cell over each discharge.") if fig is not None else ""
    return f"<h2>Heat</h2>{drawn}{table}" if table or drawn else ""


def _masses(case: Case, plots: Plots) -> str:
    ledger = case.ledger
    if ledger is None:
        return "<h2>Mass and volume</h2><p>No discharge delivered charge, so there is no energy density.</p>"
    fig = plots.place(mass_and_volume(((label(case.cell.name), ledger),)), "Shares of the cell's mass and volume, component by component.")
    energy, balance = table_html(energy_table(ledger)), table_html(balance_table(ledger))
    pair = f'<div class="pair"><div>{energy}</div><div>{balance}</div></div>'
    return f"<h2>Mass and volume</h2>{fig}{pair}{table_html(ledger_table(ledger))}"


def _quick_limits(case: Case) -> str:
    if not case.limits:
        return ""
    table = table_html(limits_table(case.limits), caption=False)
    return f"<h2>Quick limits</h2><details><summary>{len(case.limits)} closed-form limits, for orientation</summary>{table}</details>"


def _trust(case: Case) -> str:
    parts = [
        "<h2>How far to trust this</h2>",
        table_html(tables.trust_table(case.result)),
        table_html(tables.held_table(case.result)),
        table_html(tables.assumptions_table(case.cell)) or "<p>The recipe stated every value; nothing was assumed.</p>",
    ]
    return "".join(parts)
