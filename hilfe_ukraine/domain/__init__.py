"""The rules of the field as plain Python: no Django, no clock, no network.

Everything here takes values and gives values; "today" and "now" are arguments.
"""
