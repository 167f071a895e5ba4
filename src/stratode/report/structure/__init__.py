"""Volumes as pictures, tables, words and files."""
