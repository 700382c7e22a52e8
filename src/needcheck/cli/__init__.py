"""Flags, streams, exit codes; one module per reader."""
