# /etc/portal/gunicorn.conf.py
bind = "unix:/run/portal/web.sock"
worker_class = "gthread"
workers = 3
threads = 4
# For a worker that is stuck as a whole. A single request is not ended by it: what a
# request may wait for, the database, has limits of its own in the settings.
timeout = 30
graceful_timeout = 30
max_requests = 10_000
max_requests_jitter = 1_000
# nginx writes the access log, with signed links masked.
accesslog = None
# No socket of its own in the home folder (older gunicorns do not know this setting).
control_socket_disable = True
