"""Arbin .res, an Access database: its table of points as mdb-export (Debian's mdbtools) writes it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from stratode.lab.reading.damage import quoted, unreadable
from stratode.lab.reading.text import Text, text_of

PROGRAM, TABLE = "mdb-export", "Channel_Normal_Table"
LONGEST = 600  # s


def table_of(path: Path) -> Text:
    """The points as text.

    Raises:
        ValueError: mdbtools is not installed, or cannot read the file.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        remedy = f"Install {PROGRAM} (apt install mdbtools), or export the test in Arbin's software as .csv or .xlsx."
        raise unreadable(path.name, f"an Arbin .res needs the program {PROGRAM}", "a computer without it", remedy)
    remedy = "Export the test in Arbin's software as .csv or .xlsx."
    try:
        done = subprocess.run([program, str(path.resolve()), TABLE], capture_output=True, timeout=LONGEST, check=False)
    except (subprocess.TimeoutExpired, OSError) as error:
        raise unreadable(path.name, f"must be readable by {PROGRAM}", quoted(str(error)), remedy) from error
    if done.returncode != 0 or not done.stdout.strip():
        told = quoted(" ".join(done.stderr.decode(errors="replace").split())) or f"no table {TABLE}"
        raise unreadable(path.name, f"must be readable by {PROGRAM}", told, remedy)
    return text_of(done.stdout, path.name)
