"""Evaluated measurements drawn and told: estimates as tables, the plots that let a person judge them, the page."""
