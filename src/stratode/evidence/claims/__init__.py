"""What a paper states: quantities of samples, each with its digits, its conditions and its place; read from a file."""
