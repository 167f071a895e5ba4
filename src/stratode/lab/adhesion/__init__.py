"""Peeling and cutting: the plateau of a force curve and what it is worth."""
