"""Checking criteria files for their author: many findings in one run, each with its place."""
