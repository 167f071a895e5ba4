"""stratode: an open virtual lab for thick lithium-battery electrodes."""
