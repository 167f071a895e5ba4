"""Small files of impedance, true to their formats."""

import numpy as np
from tests.lab.reading.heads_of_files import CHI_HEAD, GAMRY_HEAD, OCV, biologic_head
from tests.lab.reading.made import AMPERES, HERTZ, OHMS, ONES, POINTS, SECONDS, SPECTRUM, VOLTS, Made, cells, ints

from stratode.lab.record import FREQUENCY, IMAGINARY, REAL

gamry = ("Pt", "Time", "Freq", "Zreal", "Zimag", "Zsig", "Zmod", "Zphz", "Idc", "Vdc", "IERange")
units = ("#", "s", "Hz", "ohm", "ohm", "V", "ohm", "°", "A", "V", "#")
modulus, phase = np.abs(OHMS), np.angle(OHMS, deg=True)
rows = cells(ints(np.arange(POINTS)), SECONDS, HERTZ, OHMS.real, OHMS.imag, ONES, modulus, phase, [1e-6] * POINTS, [3.1] * POINTS, ONES)
half = len(rows)
FILES = [
    Made(
        "gamry eis",
        gamry,
        rows,
        SPECTRUM,
        4,
        4,
        (*GAMRY_HEAD, f"ZCURVE\tTABLE\t{half}"),
        units,
        before="\t",
        encoding="cp1252",
        free=6,
        format="Gamry DTA",
    ),
    Made(
        "gamry eis after ocv",
        gamry,
        rows,
        SPECTRUM,
        3,
        4,
        (*GAMRY_HEAD, *OCV, "ZCURVE\tTABLE"),
        units,
        before="\t",
        encoding="cp1252",
        free=7,
        format="Gamry DTA",
    ),
    Made(
        "chi eis",
        ("Freq/Hz", "Z'/ohm", 'Z"/ohm', "Z/ohm", "Phase/deg"),
        cells(HERTZ, OHMS.real, OHMS.imag, modulus, phase),
        SPECTRUM,
        2,
        2,
        tuple(line.format("A.C. Impedance") for line in CHI_HEAD),
        delimiter=",",
        free=3,
        format="CHI txt",
    ),
    Made(
        "biologic eis",
        ("freq/Hz", "Re(Z)/Ohm", "-Im(Z)/Ohm", "|Z|/Ohm", "Phase(Z)/deg", "time/s", "<Ewe>/V", "<I>/mA", "Cs/µF", "cycle number"),
        cells(HERTZ, OHMS.real, -OHMS.imag, modulus, phase, SECONDS, VOLTS, AMPERES, [1.5] * POINTS, ONES),
        SPECTRUM,
        2,
        2,
        biologic_head("Potentio Electrochemical Impedance Spectroscopy"),
        encoding="cp1252",
        free=3,
        format="BioLogic mpt",
    ),
    Made(
        "bare spectrum",
        (),
        cells(HERTZ, OHMS.real, OHMS.imag),
        SPECTRUM,
        2,
        2,
        delimiter=",",
        needs=False,
        told=frozenset({"columns_assumed"}),
    ),
    Made(
        "named spectrum",
        ("f / Hz", "Z' (ohm)", "-Z'' (ohm)", "note (1)"),
        cells(HERTZ, OHMS.real, -OHMS.imag, [0.5] * POINTS),
        SPECTRUM,
        2,
        2,
        delimiter=";",
        needs=False,
        free=3,
    ),
    Made(
        "modulus and phase",
        ("Frequency [Hz]", "|Z| [kohm]", "Phase [deg]", "T [degC]"),
        cells(HERTZ, modulus / 1e3, phase, [25.5] * POINTS, digits=9),
        SPECTRUM,
        2,
        2,
        needs=False,
        free=3,
    ),
    Made(
        "bdf spectrum",
        (FREQUENCY, REAL, IMAGINARY, "Note / 1"),
        cells(HERTZ, OHMS.real, OHMS.imag, [0.5] * POINTS),
        SPECTRUM,
        1,
        2,
        delimiter=",",
        needs=False,
        free=3,
        format="BDF",
    ),
]
