"""An experiment as it went, stage by stage: tables, words, figures, files and the page."""
