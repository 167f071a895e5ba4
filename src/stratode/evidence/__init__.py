"""Published claims about cells, and whether they can hold together."""
