"""Scenarios: replayed, checked, written, chosen, played as a quiz."""
