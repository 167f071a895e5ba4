"""Spectra as tables, words, figures and files."""
