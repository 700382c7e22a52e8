"""What loops over many cases: replaying scenarios, checking safety invariants."""
