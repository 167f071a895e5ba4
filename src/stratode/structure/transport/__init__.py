"""How well the phases of a volume conduct: effective diffusivity, tortuosity, tensors, profiles, fields."""
