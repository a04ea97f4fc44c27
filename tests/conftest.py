"""Fixtures for all tests; rows are made with ``tests.factories``."""

import os
import sqlite3
import ssl

from datetime import datetime

import pytest

from django.db import OperationalError, connection, connections
from django.db.utils import load_backend
from django.utils import translation
from hypothesis import settings as hypothesis
from wagtail.models import Locale, Page, Site

from hilfe_ukraine.actions.routing_changed import routing_changed
from hilfe_ukraine.actions.routing_table import forget_table
from hilfe_ukraine.actions.sending import health
from hilfe_ukraine.delivery.channels.smtp_kept import kept_lines
from hilfe_ukraine.delivery.clock import forget_clock
from hilfe_ukraine.models import Category, CategoryQuestion
from hilfe_ukraine.offer_page.page_setup import forget_setups
from hilfe_ukraine.pages.models import HelpOfferPage
from tests.factories import (
    NOW,
    make_body,
    make_category,
    make_postcode,
    make_region,
    make_webhook,
)
from tests.https_sink import authority


# A busy machine is no mistake. Where CI is set, Hypothesis has a profile of its own.
hypothesis.register_profile("patient", deadline=None)
if "CI" not in os.environ:
    hypothesis.load_profile("patient")


@pytest.fixture
def english():
    """For tests that read words: the settings' language is German."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_keepdb, django_db_blocker):
    """With ``--reuse-db``, leave the database as the migrations made it.

    The last test with real transactions empties all tables, and the next run would
    begin with nothing: not even with a language.
    """
    rows = getattr(connection, "_test_serialized_contents", None)
    yield
    if not django_db_keepdb or rows is None:
        return
    with django_db_blocker.unblock():
        if not Locale.objects.exists():
            connection.creation.deserialize_db_from_string(rows)


@pytest.fixture
def now() -> datetime:
    """A fixed moment, aware, for all that is told the time; views ask the clock."""
    return NOW


@pytest.fixture(autouse=True)
def _forget_caches(monkeypatch):
    """Each test has another database under the same process.

    And all of it happens in one minute, so that the clock is not measured anew.
    """
    monkeypatch.setattr("hilfe_ukraine.delivery.clock._minute", lambda: 0)
    forget_table()
    forget_setups()
    health.forget_health()
    forget_clock()
    Site.clear_site_root_paths_cache()


@pytest.fixture(autouse=True)
def _close_lines():
    """A connection kept to the relay of one test is none of the next one's."""
    yield
    kept_lines.close_all()


@pytest.fixture
def database_away(monkeypatch):
    """The health check finds no database, and an error with a name in it."""

    def refuse(**_):
        raise OperationalError("connection to erika@muster.example refused")

    monkeypatch.setattr(health, "stuck_report", refuse)


@pytest.fixture
def goerlitz(db):
    """02826 is Görlitz; 02827 lies in two municipalities of the district."""
    make_postcode("02826", "14626110")
    make_postcode("02827", "14626110", "14626120")
    make_postcode("04109", "14713")
    make_region("14")


@pytest.fixture
def housing():
    """A kind of help; not together with ``offer_page``, which has its own."""
    return make_category("housing", title="Wohnraum")


@pytest.fixture
def care():
    return make_category("care", title="Betreuung")


@pytest.fixture
def mission():
    return make_body("mission", name="Stadtmission")


@pytest.fixture
def offer_page(goerlitz):
    """A page with two categories and a fallback body; no confirmation needed."""
    housing = make_category("housing", title="Wohnraum", asks_quantity=True)
    translation = make_category(
        "translation", title="Übersetzen", allows_statewide=True
    )
    fallback = make_body("fallback", name="Landesdirektion")
    root = Site.objects.get(is_default_site=True).root_page
    page = HelpOfferPage(
        title="Hilfe anbieten",
        slug="hilfe-ukraine",
        confirmation_required=False,
        fallback_body=fallback,
        owning_office=fallback,
    )
    root.add_child(instance=page)
    page.categories = [housing, translation]
    page.save_revision().publish()
    return Page.objects.get(pk=page.pk).specific


@pytest.fixture
def housing_of_page(offer_page):
    """The housing of the page, with the question for the dwelling."""
    category = Category.objects.get(key="housing")
    CategoryQuestion.objects.create(
        parent=category, key="dwelling", choices="house\nflat\nbed"
    )
    routing_changed()
    return category


@pytest.fixture
def uk(offer_page):
    """The Ukrainian half of the site: its locale, with a translated root page."""
    locale = Locale.objects.create(language_code="uk")
    root = offer_page.get_parent()
    root.copy_for_translation(locale).save_revision().publish()
    return locale


@pytest.fixture
def ukrainian_page(offer_page, uk):
    """The translation of ``offer_page``, published, with its own words to come."""
    page = offer_page.copy_for_translation(uk)
    page.save_revision().publish()
    return Page.objects.get(pk=page.pk).specific


@pytest.fixture
def file_database(transactional_db, tmp_path):
    """On SQLite, move the test database from memory to a file; else do nothing.

    Threads cannot share a database in memory without table locks that a real one does
    not have. Rows made before are in the file, too. Mark such a test, like every one
    with ``transaction=True``, with ``serialized_rollback=True``: it finds what the
    migrations made, and the one after it does as well.
    """
    if connection.vendor != "sqlite":
        yield
        return
    in_memory = connections["default"]
    path = tmp_path / "db.sqlite3"
    in_memory.ensure_connection()
    with sqlite3.connect(path) as copy:
        in_memory.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")
    copy.close()
    name = connections.settings["default"]["NAME"]
    connections.settings["default"]["NAME"] = str(path)
    settings = {**in_memory.settings_dict, "NAME": str(path)}
    backend = load_backend(settings["ENGINE"])
    connections["default"] = backend.DatabaseWrapper(settings, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"]["NAME"] = name
        connections["default"] = in_memory


@pytest.fixture
def webhook():
    """A webhook in use, and its body."""
    return make_webhook()


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """What a relay on 127.0.0.1 needs to be believed."""
    ca, context = authority(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    path = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return context
