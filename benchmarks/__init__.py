"""Measurements, each against something comparable in the same run. Never tests."""
