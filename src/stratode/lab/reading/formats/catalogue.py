"""All text formats, in the order in which they are tried."""

from __future__ import annotations

from stratode.lab.reading.formats import arbin, bdf, biologic, chi, gamry, land, maccor, named, neware_table
from stratode.lab.reading.formats.form import Form

FORMS: tuple[Form, ...] = tuple(module.FORM for module in (gamry, biologic, chi, bdf, maccor, land, arbin, neware_table, named))
