"""All kinds of small files that tests damage."""

from tests.lab.reading import cycler_files, impedance_files

KINDS = [*impedance_files.FILES, *cycler_files.FILES]
