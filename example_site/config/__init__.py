"""Configuration of the example site. Importing it makes Celery's app known."""

from .celery import app as celery_app


__all__ = ["celery_app"]
