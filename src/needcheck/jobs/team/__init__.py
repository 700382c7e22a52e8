"""Rating scenarios alone, and how well a team of raters agrees."""
