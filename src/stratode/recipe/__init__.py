"""What a lab states: recipes, units, materials and BPX files, closed into the parts of a cell."""
