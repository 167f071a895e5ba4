"""The formats, one a module: how each is recognised, which columns it has, what its signs mean."""
