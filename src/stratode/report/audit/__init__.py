"""Audits of published claims as tables, words, figures, JSON and pages."""
