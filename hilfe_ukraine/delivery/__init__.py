"""Carrying one message out of the system: claim, send, record."""
