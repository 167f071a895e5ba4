"""Instrument files read into records: what a file is is told from its content, what is left out is counted and named."""
