"""Addresses of the app; the host mounts them, for example under ``/hilfe/``."""

app_name = "hilfe_ukraine"

urlpatterns: list = []
