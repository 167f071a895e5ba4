"""The page: self-contained, small, safe from the names it shows, and true to its numbers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from stratode.report.figures.style import numbers
from stratode.report.markup import Plots
from stratode.report.measured import Measured, MeasuredCapacity
from stratode.report.page import report_page, write_report
from stratode.report.sections import chosen_rates

LOADING = {"src", "href", "data", "action", "poster", "srcset", "formaction", "background"}


class Reader(HTMLParser):
    """Collects tags, attributes, and visible text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.text: list[str] = []
        self.figures = ""
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.inside = "figures" if ("id", "figures") in attrs else tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "figures":
            self.figures += data
        elif self.inside not in {"script", "style"}:
            self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def rate_copies(case, count):
    runs = tuple(replace(case.result.rates[i % 3], c_rate=0.1 * (i + 1)) for i in range(count))
    return replace(case, result=replace(case.result, rates=runs))


def test_asks_nothing_of_the_network(case):
    reader = read(report_page((case, case)))
    assert [a for a in reader.attributes if a[1] in LOADING] == []
    assert "link" not in reader.tags
    assert "iframe" not in reader.tags
    assert "base" not in reader.tags
    policy = next(value for tag, name, value in reader.attributes if tag == "meta" and name == "content" and "default-src" in value)
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "connect-src" not in policy


def test_plotly_is_embedded_once_and_the_page_stays_small(case, tmp_path):
    crowd = tuple(replace(rate_copies(case, 8), cell=replace(case.cell, name=f"recipe {i}")) for i in range(12))
    write_report(tmp_path / "report.html", crowd)
    assert (tmp_path / "report.html").stat().st_size < 8_000_000
    assert (tmp_path / "report.html").read_text(encoding="utf-8").count("* plotly.js v") == 1


@pytest.mark.parametrize("several", [False, True])
def test_a_hostile_name_stays_text(hostile, case, several):
    name = hostile.cell.name
    page = report_page((hostile, case) if several else (hostile,))
    reader = read(page)
    assert "img" not in reader.tags
    assert not any(name.startswith("on") for _, name, _ in reader.attributes)
    assert any(name in piece for piece in reader.text), "the name is shown as it was written"
    figures = json.loads(reader.figures)
    texts = re.findall(r'"(?:name|text)": ?"([^"]*)"', json.dumps(figures))
    assert not any("<img" in item or "<b>" in item for item in texts)


def test_every_place_has_its_figure_and_a_text_alternative(case):
    reader = read(report_page((case,)))
    places = {value for tag, name, value in reader.attributes if name == "id" and value.startswith("plot-")}
    assert places == set(json.loads(reader.figures))
    roles = sum(1 for _, name, value in reader.attributes if (name, value) == ("role", "img"))
    labels = sum(1 for tag, name, value in reader.attributes if tag == "div" and name == "aria-label" and value and value != "C-rate")
    assert len(places) == roles == labels == 2 + 3 * 6 + 1 + 1


def test_figures_hold_no_nan(case):
    def refuse(name):
        raise AssertionError(f"{name} in a figure")

    json.loads(read(report_page((case,))).figures, parse_constant=refuse)


def test_page_shows_numbers_words_limits_and_assumptions(case):
    words = " ".join(" ".join(read(report_page((case,))).text).split())
    for expected in (
        "137",
        "salt diffusion",
        "Layer L at the collector",
        "separator.porosity",
        "Bill of mass",
        "limiting current",
    ):
        assert expected in words


def test_several_recipes_are_compared_first(case, hostile):
    words = " ".join(read(report_page((case, hostile))).text)
    assert words.index("Recipes side by side") < words.index("Each recipe") < words.index("What limits, and where")


def test_measured_points_lie_over_the_computed_ones(case):
    measured = Measured(capacities=(MeasuredCapacity(None, 1.0, 139.5),))
    figures = json.loads(read(report_page((case,), measured)).figures)
    traces = [trace for fig in figures.values() for trace in fig["data"] if "measured" in str(trace.get("name"))]
    assert [(trace["x"], trace["y"]) for trace in traces] == [([1.0], [139.5])]


def test_few_rates_of_many_get_figures_and_the_telling_one_is_among_them(case):
    many = rate_copies(case, 9).result
    shown = chosen_rates(many, many.rates[4], 3)
    assert many.rates[4] in shown
    assert many.rates[0] in shown
    assert len(shown) <= 3


def test_a_run_that_delivers_nothing_is_still_a_report(case):
    run = case.result.rates[0]
    cut = {name: getattr(run.trace, name)[:1] for name in run.trace.__dataclass_fields__}
    dead = replace(
        run, specific_capacity=0.0, capacity=0.0, energy=0.0, mean_voltage=float("nan"), trace=replace(run.trace, **cut),
        losses=replace(run.losses, depth=run.losses.depth[:0], values=run.losses.values[:0], open_circuit=run.losses.open_circuit[:0]),
        mean_losses={}, waterfall=(("theoretical", 275.5), ("delivered", 0.0)),
    )  # fmt: skip
    page = report_page((replace(case, ledger=None, result=replace(case.result, rates=(dead,))),))
    words = " ".join(read(page).text)
    assert "next to nothing" in words or "delivers 0 mAh/g" in words
    assert "nan" not in words.casefold().split()


def test_no_case_is_refused():
    with pytest.raises(ValueError, match="needs at least one recipe"):
        report_page(())


def test_the_data_block_cannot_be_left_from_within():
    plots = Plots({"plot-1": '{"title": "</script><img src=x>"}'})
    reader = read(plots.block())
    assert "img" not in reader.tags
    assert json.loads(reader.figures)["plot-1"]["title"] == "</script><img src=x>"


def test_a_number_that_does_not_exist_is_a_gap_in_a_figure():
    assert numbers(np.array([1.0, np.nan, np.inf])) == [1.0, None, None]
