"""Tree → tree with tasks."""
