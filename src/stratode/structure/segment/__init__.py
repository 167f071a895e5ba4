"""Grey volumes become labels: median, Otsu, multi-Otsu, and what the thresholds decide."""
