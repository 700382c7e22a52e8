"""Figures of a scored table that are safe to show, and the audit of what people decided."""
