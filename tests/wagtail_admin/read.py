"""What tests of the admin read: pages, what they cost, and the right to open any."""

from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext


def access_admin():
    return Permission.objects.get(codename="access_admin")


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def count_statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)
