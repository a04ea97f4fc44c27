"""Building the shipped region data of Saxony from packages on PyPI."""
