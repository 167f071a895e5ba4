"""Titration: pulses of current found in a record, diffusivities by Weppner and Huggins and by models fitted to the pulse, resistances."""
