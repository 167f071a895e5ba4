"""What the laboratory says of real instrument files: docs/lab_results.md and its pictures.

From the project's root, with the folder of data files named; titles as arguments show single sections without writing the page:

    STRATODE_DATA=path/to/data python -m docs.make_lab_results
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docs.drawn import write_pictures
from typer.testing import CliRunner

from stratode.cli import app
from stratode.cli.lab import giving
from stratode.evaluate.evaluated import Evaluated
from stratode.report.lab.sheet import all_cautions
from stratode.report.table import Table

HERE = Path(__file__).parent
PAGE, PICTURES = HERE / "lab_results.md", HERE / "_static" / "lab"
MOST_ROWS, MOST_CAUTIONS = 14, 6
HEAD = """# Real files

What `stratode lab` says of the files on which it is tried: measured by others, published with other tools, and not part of this project.
Each section shows the command, the first sentences, the numbers with their 95 % intervals, what to beware of, and what a peer says
where one does.
`python -m docs.make_lab_results` writes this page.
"""


@dataclass(frozen=True)
class Case:
    """One section: a heading, the command after `stratode lab` with files below the folder of data, what a peer says, which drawings."""

    title: str
    command: str
    beside: str = ""
    figures: Sequence[int] = (0, 1)


PULSES = " ".join(f"gitt/lgm50_pulse_{k}.csv" for k in (1, 5, 10, 15, 20, 25, 30, 35))
CURVES = " ".join(f"rate/LCO_{c}C.csv" for c in ("0.5", "1", "2", "5", "10", "20"))
CASES: tuple[Case, ...] = (
    Case(
        "A battery's spectrum",
        "eis eis/impedancepy_exampleData.csv --drop-inductive --weights unit --circuit R0-p(R1,C1)-p(R2-Wo1,C2)",
        "impedance.py 1.7: R0 1.65e-2, R1 8.68e-3, C1 3.32, R2 5.39e-3, Wo1 6.31e-2 and 2.33e2, C2 0.220, by unit weights.",
        (0, 3),
    ),
    Case("Gamry", "eis eis/gamry_REF3000.DTA", figures=(0, 3)),
    Case("CHI 660E", "eis eis/chi660e.txt", figures=(0, 3)),
    Case("BioLogic", "eis eis/biologic.mpt", figures=(0, 3)),
    Case("A cell that blocks ions", "eis eis/lpscl_ionblocking_m25C.txt", figures=(0, 3)),
    Case("A solid-state cell at rest, one spectrum of ten", "eis eis/ssb_ncm_lpscl_atrest.csv --spectrum 1", figures=(0, 3)),
    Case(
        "Relaxation times of two ZARC elements",
        "drt drt/pydrttools_2ZARC2.csv",
        "made of two ZARC elements; pyDRTtools' distribution of the same spectrum has its two peaks at 1.0e-4 s and 0.1 s.",
    ),
    Case("Relaxation times of a lithium-ion cell", "drt drt/pydrttools_LIB_data.txt"),
    Case("Relaxation times of the solid-state cell", "drt eis/ssb_ncm_lpscl_atrest.csv"),
    Case(
        "Titration of an LG M50",
        f"gitt {PULSES} --particle-radius 5.22um --no-fit",
        "of the whole cell; [titration](lab_titration.md) has the positive electrode, the model's fit, values of Chen et al. 2020.",
    ),
    Case("Cycling, Land", "cycle cycler/SINTEF__LiGrR2032__2024-04-30__25degC__Landt.csv"),
    Case("dQ/dV, Land", "dqdv cycler/SINTEF__LiGrR2032__2024-04-30__25degC__Landt.csv"),
    Case("Cycling, Neware", "cycle cycler/neware_21_10_7_85.ndax"),
    Case(
        "Rate capability of LiCoO2",
        f"rate {CURVES} --curves 0.5C,1C,2C,5C,10C,20C --cut-off 3.75V --full 100",
        "normalised capacities published with the curves: 0.994, 0.968, 0.930, 0.835, 0.734, 0.570.",
    ),
    Case("A pouch cell's discharge", "cycle bpx/NMC_25degC_1C.csv"),
)


def data_folder() -> Path:
    """Where the files lie; stops where that is not said."""
    place = os.environ.get("STRATODE_DATA")
    if not place or not Path(place).is_dir():
        sys.exit("STRATODE_DATA: must name the folder of data files")
    return Path(place).resolve()


def told(case: Case, data: Path) -> str:
    """The section of a case: what was found, or why nothing was."""
    try:
        found = evaluated(case, data)
    except ValueError as error:
        return f"## {case.title}\n\n`stratode lab {case.command}`\n\nRefused, with exit status 2: {error}"
    return section(case, found)


def evaluated(case: Case, data: Path) -> Evaluated:
    """What the command finds, caught before it is printed."""
    caught: list[Evaluated] = []
    giving.give = lambda found, *rest, **further: caught.append(found)
    words = [str(data / word) if (data / word).is_file() else word for word in case.command.split()]
    done = CliRunner().invoke(app, ["lab", *words], catch_exceptions=False)
    if not caught:
        raise RuntimeError(f"{case.title}: stratode lab {case.command} ended with {done.exit_code}: {done.output}")
    return caught[0]


def section(case: Case, found: Evaluated) -> str:
    drawn = found.together(found.sheets) if len(found.sheets) > 1 else found.sheets[0].drawings()
    chosen = [drawn[k].figure for k in case.figures if k < len(drawn)]
    name = "".join(c if c.isalnum() else "_" for c in case.title.lower())
    if chosen:
        PICTURES.mkdir(parents=True, exist_ok=True)
        write_pictures(PICTURES / f"{name}.png", chosen)
    parts = [f"## {case.title}", f"`stratode lab {case.command}`"]
    parts += [" ".join(sheet.words) for sheet in found.sheets[:1] if sheet.words]
    parts += [markdown(found.table()), f"*Beside it:* {case.beside}" if case.beside else ""]
    cautions = list(dict.fromkeys(f"- {caution.words}" for sheet in found.sheets for caution in all_cautions(sheet)))
    more = [f"- and {len(cautions) - MOST_CAUTIONS} more of the kind"] if len(cautions) > MOST_CAUTIONS else []
    parts += ["\n".join(["Beware:", "", *cautions[:MOST_CAUTIONS], *more])] if cautions else []
    left = [f"- {origin.file}: {skipped}" for sheet in found.sheets[:3] for origin in sheet.origins for skipped in origin.skipped]
    parts += ["\n".join(["Rows left out:", "", *left])] if left else []
    parts += [f"![{case.title}](_static/lab/{name}.png)"] if chosen else []
    return "\n\n".join(part for part in parts if part)


def markdown(table: Table) -> str:
    rows = ["| " + " | ".join(row) + " |" for row in (table.columns, ["---"] * len(table.columns), *table.texts()[:MOST_ROWS])]
    more = len(table.rows) - MOST_ROWS
    return "\n".join(rows) + (f"\n\n{more} more rows." if more > 0 else "")


if __name__ == "__main__":
    folder = data_folder()
    wanted = set(sys.argv[1:])
    sections = [told(case, folder) for case in CASES if not wanted or case.title in wanted]
    if wanted:
        print("\n\n".join(sections))
    else:
        PAGE.write_text(HEAD + "\n" + "\n\n".join(sections) + "\n", encoding="utf-8")
