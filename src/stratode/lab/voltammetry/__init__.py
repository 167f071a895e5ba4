"""Voltammetry: sweeps and cycles, peaks and couples, scan rates, onsets and windows, leakage at a held voltage."""
