"""The plots of evaluated measurements."""
