"""Asking: a pure session over answers, and the askers that put its questions to a person."""
