"""Routing as a table: what the sheets hold, what is wrong, and what would change."""
