"""How the demo's web server runs. Port and address come from ``run_demo.py``."""

wsgi_app = "config.wsgi"
worker_class = "gthread"
workers = 2
threads = 4
graceful_timeout = 5
# Addresses hold signed links, so no access log is written.
accesslog = None
# No file outside of the demo's folder (older gunicorns do not know this setting).
control_socket_disable = True
