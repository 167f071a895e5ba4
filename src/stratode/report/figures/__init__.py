"""Plotly figures, one function each, sorted by what they show."""
