"""Coatings weighed and measured: porosity from masses, the thickness towards an edge."""
