"""Starts, watches and stops the four parts of the demo."""
