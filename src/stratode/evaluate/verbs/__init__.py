"""One module a verb of the laboratory; what several verbs ask of options stands beside them."""
