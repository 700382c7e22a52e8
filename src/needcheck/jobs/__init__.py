"""What loops over many cases: scenarios, tables, teams of raters, proofs, editions."""
