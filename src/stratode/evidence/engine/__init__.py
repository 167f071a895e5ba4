"""How claims are set against each other: everything derivable along every route, what does not meet, and what would make it meet."""
