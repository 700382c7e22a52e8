"""needcheck: a decision aid for children's services."""

__version__ = "0.1.0"
