"""What a cell weighs, holds and can reach: the ledger, its inverse, closed-form limits, and shares of a difference."""
