"""Proof over all answers: claims about a pathway, decided by a solver (extra ``[proof]``)."""
