"""WSGI entry of the example site: ``gunicorn config.wsgi``.

``DJANGO_SETTINGS_MODULE`` names the settings; nothing here guesses.
"""

from django.core.wsgi import get_wsgi_application


application = get_wsgi_application()
