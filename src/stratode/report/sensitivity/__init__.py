"""Sensitivities as tables, words, figures and files."""
