"""What the laboratory says of real instrument files: docs/lab_results.md and its pictures.

From the project's root, with the folder of data files named:

    STRATODE_DATA=path/to/data python -m docs.make_lab_results
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docs.drawn import write_pictures

from stratode import evaluate
from stratode.report.lab.sheet import all_cautions

HERE = Path(__file__).parent
PAGE, PICTURES = HERE / "lab_results.md", HERE / "_static" / "lab"
MOST_ROWS = 14


@dataclass(frozen=True)
class Case:
    """One line of the page.

    Args:
        title: heading.
        verb: of the laboratory.
        files: patterns below the folder of data.
        options: of the verb.
        beside: what a peer or a paper says, in words.
        figures: which drawings of the page to show.
    """

    title: str
    verb: str
    files: Sequence[str]
    options: dict[str, Any] = field(default_factory=dict)
    beside: str = ""
    figures: Sequence[int] = (0, 1)


CASES: tuple[Case, ...] = ()


def data_folder() -> Path:
    """Where the files lie; stops where that is not said."""
    place = os.environ.get("STRATODE_DATA")
    if not place or not Path(place).is_dir():
        sys.exit("STRATODE_DATA: must name the folder of data files")
    return Path(place)


def evaluated(case: Case, data: Path) -> evaluate.Evaluated:
    files = [path for pattern in case.files for path in sorted(data.glob(pattern), key=natural)]
    verb: Callable[..., evaluate.Evaluated] = getattr(evaluate, case.verb)
    return verb(*files, **case.options)


def natural(path: Path) -> tuple[int, str]:
    digits = "".join(filter(str.isdigit, path.stem))
    return (int(digits) if digits else 0, path.name)


def section(case: Case, found: evaluate.Evaluated) -> str:
    drawn = found.together(found.sheets) if len(found.sheets) > 1 else found.sheets[0].drawings()
    chosen = [drawn[k].figure for k in case.figures if k < len(drawn)]
    name = "".join(c if c.isalnum() else "_" for c in case.title.lower())
    if chosen:
        PICTURES.mkdir(exist_ok=True)
        write_pictures(PICTURES / f"{name}.png", chosen)
    shown = "; ".join(f"`{key}={value!r}`" for key, value in case.options.items())
    parts = [f"## {case.title}", f"`evaluate.{case.verb}` of {', '.join(case.files)}" + (f", {shown}" if shown else "") + "."]
    parts += [" ".join(sheet.words) for sheet in found.sheets[:1] if sheet.words]
    parts += [markdown(found.table()), f"*Beside it:* {case.beside}" if case.beside else ""]
    told = list(dict.fromkeys(f"- {caution.words}" for sheet in found.sheets for caution in all_cautions(sheet)))
    more = [f"- and {len(told) - 8} more"] if len(told) > 8 else []
    parts += ["\n".join(["Beware:", "", *told[:8], *more])] if told else []
    left = [f"- {origin.file}: {skipped}" for sheet in found.sheets for origin in sheet.origins for skipped in origin.skipped]
    parts += ["\n".join(["Rows left out:", "", *left[:8]])] if left else []
    parts += [f"![{case.title}](_static/lab/{name}.png)"] if chosen else []
    return "\n\n".join(part for part in parts if part)


def markdown(table: Any) -> str:
    rows = ["| " + " | ".join(row) + " |" for row in (table.columns, ["---"] * len(table.columns), *table.texts()[:MOST_ROWS])]
    more = len(table.rows) - MOST_ROWS
    return "\n".join(rows) + (f"\n\n{more} more rows." if more > 0 else "")


if __name__ == "__main__":
    folder = data_folder()
    wanted = set(sys.argv[1:])
    sections = [section(case, evaluated(case, folder)) for case in CASES if not wanted or case.title in wanted]
    if not wanted:
        PAGE.write_text("# Real files\n\n" + "\n\n".join(sections) + "\n", encoding="utf-8")
