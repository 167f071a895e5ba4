"""What stands above the tables of instrument files."""

GAMRY_HEAD = (
    "EXPLAIN",
    "TAG\tEISPOT",
    "TITLE\tLABEL\tPotentiostatic EIS\tTest &Identifier",
    "DATE\tLABEL\t4/23/2024\tDate",
    "AREA\tQUANT\t1.13\t&Area (cm^2)",
)
OCV = ("OCVCURVE\tTABLE\t2", "\tPt\tT\tVf\tVm\tAch", "\t#\ts\tV vs. Ref.\tV\tV", "\t0\t0.25\t3.1\t3.1\t0.1", "\t1\t0.50\t3.1\t3.1\t0.1")
BIOLOGIC_HEAD = ("EC-Lab ASCII FILE", "Nb header lines : {}", "", "{}", "", "Electrode surface area : 1.130 cm²", "Comments : ", "")
CHI_HEAD = (
    "Feb. 20, 2024   15:55:08",
    "{}",
    "File: c:\\cell.bin",
    "Data Source:  Experiment",
    "Instrument Model:  CHI660E",
    "Header: ",
    "",
    "Init E (V) = 3.1",
    "",
)


def biologic_head(technique: str) -> tuple[str, ...]:
    return tuple(line.format(len(BIOLOGIC_HEAD) + 1) if "Nb" in line else line.format(technique) for line in BIOLOGIC_HEAD)
