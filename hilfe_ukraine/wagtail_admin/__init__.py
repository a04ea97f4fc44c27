"""Everything only the Wagtail admin needs.

Not called ``admin``: such a folder is imported by Django's autodiscovery.
"""
