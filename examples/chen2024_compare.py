"""The capacities that chen2024 reports (doi:10.1002/adfm.202410926) beside what literature parameters give: nothing is fitted.

The reported values stand in `chen2024_reported.csv`, from the paper's sections 2.2 to 2.5; "0" is the paper's word for no capacity.
"""

import csv
from collections import defaultdict
from pathlib import Path

import stratode

HERE = Path(__file__).parent


def reported() -> dict[str, dict[float, float]]:
    """Reported capacity, mAh/g, by recipe name and C-rate."""
    table: dict[str, dict[float, float]] = defaultdict(dict)
    with open(HERE / "chen2024_reported.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table[row["Recipe"]][float(row["C-rate / 1"])] = float(row["Capacity / mAh/g"])
    return table


def main() -> list[tuple[str, float, float, float, str]]:
    told = reported()
    rows = []
    for file in sorted(HERE.glob("chen2024_*.yaml")):
        rates = told.get(stratode.read([file])[0].name)
        if not rates:
            continue
        (result,) = stratode.run(file, rates=[*rates]).results
        rows += [(result.name, run.c_rate, rates[run.c_rate], run.specific_capacity, run.limited_by) for run in result.rates]
    print(f"{'electrode':42s} {'C-rate':>6s} {'reported':>9s} {'computed':>9s}  limited by")
    for name, c_rate, paper, ours, limit in rows:
        print(f"{name:42s} {c_rate:6g} {paper:9.1f} {ours:9.1f}  {limit}")
    print(f"mean absolute difference over {len(rows)} values: {sum(abs(r[2] - r[3]) for r in rows) / len(rows):.1f} mAh/g")
    return rows


if __name__ == "__main__":
    main()
