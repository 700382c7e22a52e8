"""What guidance says: conditions, models of the data, loading and checking it."""
