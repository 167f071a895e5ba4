"""Compiled arithmetic: plain arrays and numbers in and out, a status number back; knows no units, recipes or files."""
