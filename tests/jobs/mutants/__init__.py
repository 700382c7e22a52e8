"""Criteria broken on purpose, to see that check, replay or proof notices."""
