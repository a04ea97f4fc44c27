"""Production: everything from the environment, refused if it is missing or unsafe.

PostgreSQL, RabbitMQ or Redis, and a mail relay. ``docs/how-to`` lists the variables.
"""

import os

import django

from config.broker import broker_settings
from config.environment import Environment, host_of, is_loopback

from .base import *  # noqa: F403
from .base import EXAMPLE_SITE, INSTALLED_APPS


env = Environment(os.environ)

DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
if any("*" in host for host in ALLOWED_HOSTS):
    env.problems.append("ALLOWED_HOSTS must name the hosts, without *.")

HILFE_UKRAINE_BASE_URL = WAGTAILADMIN_BASE_URL = env.url(
    "HILFE_UKRAINE_BASE_URL", ("https",)
)
HILFE_UKRAINE_ENCRYPTION_KEYS = env.fernet_keys("HILFE_UKRAINE_ENCRYPTION_KEYS")
HILFE_UKRAINE_INDEX_KEY = env.secret("HILFE_UKRAINE_INDEX_KEY")
HILFE_UKRAINE_LINK_KEYS = env.secrets("HILFE_UKRAINE_LINK_KEYS")
HILFE_UKRAINE_FROM_EMAIL = DEFAULT_FROM_EMAIL = env.text("HILFE_UKRAINE_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
HILFE_UKRAINE_BOUNCE_ADDRESS = env.text("HILFE_UKRAINE_BOUNCE_ADDRESS", "")
HILFE_UKRAINE_ERASURE_JOURNAL = env.text("HILFE_UKRAINE_ERASURE_JOURNAL", "")
HILFE_UKRAINE_HEALTH_TOKEN = env.secret("HILFE_UKRAINE_HEALTH_TOKEN", "")
HILFE_UKRAINE_WEBHOOK_NETWORKS = env.names("HILFE_UKRAINE_WEBHOOK_NETWORKS", "")
HILFE_UKRAINE_WEBHOOK_PROXY = env.url("HILFE_UKRAINE_WEBHOOK_PROXY", ("http",), "")
HILFE_UKRAINE_WEBHOOK_CA_FILE = env.text("HILFE_UKRAINE_WEBHOOK_CA_FILE", "")

# Database. Over a network only encrypted. Wagtail's search uses its own index types.
INSTALLED_APPS += ["django.contrib.postgres"]
database_host = env.text("HILFE_DB_HOST")
ssl_default = "prefer" if is_loopback(database_host) else "require"
# 0: none, for a migration of a large database.
statement_seconds = env.number("HILFE_DB_STATEMENT_SECONDS", 60)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": env.text("HILFE_DB_NAME"),
        "USER": env.text("HILFE_DB_USER"),
        "PASSWORD": env.text(
            "HILFE_DB_PASSWORD", "" if is_loopback(database_host) else None
        ),
        "HOST": database_host,
        "PORT": env.number("HILFE_DB_PORT", 5432),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "sslmode": env.choice(
                "HILFE_DB_SSLMODE",
                ("prefer", "require", "verify-ca", "verify-full"),
                ssl_default,
            ),
            # A database that goes dark must not hang whoever asks it: TCP would wait
            # for a quarter of an hour for word that a question arrived (milliseconds,
            # Linux only), and for hours for the answer (seconds).
            "connect_timeout": 5,
            "tcp_user_timeout": 10_000,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "options": f"-c statement_timeout={statement_seconds}s",
        },
    }
}
if DATABASES["default"]["OPTIONS"]["sslmode"] == "prefer" != ssl_default:
    env.problems.append("HILFE_DB_SSLMODE=prefer is only for a database on this host.")

# Broker, if there is one: without it, `hilfe_forward --loop` sends.
CELERY_BROKER_URL = env.url(
    "CELERY_BROKER_URL", ("amqp", "amqps", "redis", "rediss"), ""
)
globals().update(broker_settings(CELERY_BROKER_URL))
if CELERY_BROKER_URL.startswith("amqps"):
    # Celery by itself takes a certificate of any known authority, for any name.
    CELERY_BROKER_USE_SSL = {"server_hostname": host_of(CELERY_BROKER_URL)}
elif CELERY_BROKER_URL.startswith("rediss"):
    # Celery by itself takes any certificate. What the address says goes first.
    CELERY_BROKER_USE_SSL = {"ssl_cert_reqs": "required"}

# Mail relay. Unencrypted only to this machine itself.
mail_host = env.text("EMAIL_HOST")
mail_security = env.choice("EMAIL_SECURITY", ("starttls", "ssl", "none"), "starttls")
if mail_security == "none" and not is_loopback(mail_host):
    env.problems.append("EMAIL_SECURITY=none is only for a relay on this host.")
mail_port = env.number("EMAIL_PORT", 465 if mail_security == "ssl" else 587)
mail_options = {
    "host": mail_host,
    "port": mail_port,
    "username": env.text("EMAIL_HOST_USER", ""),
    "password": env.text("EMAIL_HOST_PASSWORD", ""),
    "use_tls": mail_security == "starttls",
    "use_ssl": mail_security == "ssl",
    "timeout": 20,
}
if django.VERSION >= (6, 1):
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": mail_options,
        }
    }
else:
    EMAIL_HOST = mail_options["host"]
    EMAIL_PORT = mail_options["port"]
    EMAIL_HOST_USER = mail_options["username"]
    EMAIL_HOST_PASSWORD = mail_options["password"]
    EMAIL_USE_TLS = mail_options["use_tls"]
    EMAIL_USE_SSL = mail_options["use_ssl"]
    EMAIL_TIMEOUT = mail_options["timeout"]

# Files.
FILES = EXAMPLE_SITE.parent / "var"
STATIC_ROOT = env.text("STATIC_ROOT", str(FILES / "static"))
MEDIA_ROOT = env.text("MEDIA_ROOT", str(FILES / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Only over https.
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [HILFE_UKRAINE_BASE_URL]
# Only if a proxy in front really sets both headers, and drops them from outside:
# X-Forwarded-Proto says that the visitor came by https, X-Forwarded-For from where.
if env.choice("BEHIND_TLS_PROXY", ("yes", "no"), "no") == "yes":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # One address only, not a list: the shipped nginx overwrites what a visitor sends.
    HILFE_UKRAINE_SPAM_ADDRESS_META = "HTTP_X_FORWARDED_FOR"

if ALLOWED_HOSTS and host_of(HILFE_UKRAINE_BASE_URL) not in ALLOWED_HOSTS:
    env.problems.append("The host of HILFE_UKRAINE_BASE_URL is not in ALLOWED_HOSTS.")
env.refuse()
