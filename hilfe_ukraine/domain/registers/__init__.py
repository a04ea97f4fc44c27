"""Registers that others publish, read as they are: one module per format.

Every reader turns a :class:`~.text.RegisterText` into the records of :mod:`.records`;
:mod:`.merge` makes one ``RegionSet`` of the records of all files.
"""
