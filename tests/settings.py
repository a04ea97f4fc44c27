"""Settings of the test project: a plain Wagtail site, without django.contrib.admin.

``HILFE_TEST_DB`` chooses ``sqlite`` (default) or ``postgres``; the latter is found at
``HILFE_TEST_POSTGRES``, an address such as ``postgres://postgres@127.0.0.1:5432/``.
"""

import os

from importlib.util import find_spec
from urllib.parse import urlsplit


SECRET_KEY = "only for tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
LANGUAGE_CODE = "de"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("de", "Deutsch"),
    ("en", "English"),
    ("uk", "Українська"),
    ("ru", "Русский"),
]
WAGTAIL_I18N_ENABLED = True
ROOT_URLCONF = "tests.urls"
STATIC_URL = "/static/"
MEDIA_ROOT = "/nonexistent"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

INSTALLED_APPS = [
    "tests.testapp",
    "hilfe_ukraine",
    "hilfe_ukraine.pages",
    "captcha",
    "wagtail_modeladmin",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WAGTAIL_SITE_NAME = "Testportal"
WAGTAILADMIN_BASE_URL = "http://testserver"
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": True}
}

DEFAULT_FROM_EMAIL = "portal@example.org"
HILFE_UKRAINE_BASE_URL = "http://testserver"
HILFE_UKRAINE_ENCRYPTION_KEYS = {"test": "dGVzdHMgb25seSwgdGVzdHMgb25seSwgdGVzdHMgMTI="}
HILFE_UKRAINE_INDEX_KEY = "index key of the tests and of nothing else"
HILFE_UKRAINE_LINK_KEYS = ["link key of the tests and of nothing else"]


def _database() -> dict[str, object]:
    if os.environ.get("HILFE_TEST_DB", "sqlite") == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("HILFE_TEST_SQLITE", ":memory:"),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30},
        }
    url = urlsplit(
        os.environ.get("HILFE_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/")
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": url.hostname,
        "PORT": url.port or 5432,
        "USER": url.username,
        "PASSWORD": url.password or "",
        "NAME": url.path.strip("/") or "postgres",
        "TEST": {"NAME": os.environ.get("HILFE_TEST_DB_NAME", "test_hilfe_ukraine")},
    }


DATABASES = {"default": _database()}

if find_spec("wagtail_localize"):
    # Beside simple_translation for the tests' sake only: a site has one of the two.
    INSTALLED_APPS += ["wagtail_localize", "wagtail_localize.locales"]

if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Wagtail's search index on PostgreSQL; from Django 6.1 on, checks ask for it.
    INSTALLED_APPS.append("django.contrib.postgres")
