"""Scoring a table of rows: reading, the three engines, writing."""
