"""Measured data: instrument files read into one table form, and the numbers that papers report, each with its uncertainty."""
