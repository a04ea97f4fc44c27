"""Help offers, steered to the body in charge."""

__version__ = "0.1.0"
