"""The portal's own pages: home page, participation topics, legal pages."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    default_auto_field = "django.db.models.BigAutoField"
