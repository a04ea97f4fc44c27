"""What tests of the table share: its addresses, its files, and what a browser posts."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.actions.table.tables import exported, saved


def url(name, *args):
    return reverse(f"hilfe_table:{name}", args=args)


def table(change=lambda workbook: None):
    workbook = load_workbook(BytesIO(exported(language="en")))
    change(workbook)
    return saved(workbook)


def upload(client, content, name="table.xlsx"):
    """Upload a file and return the address of its check sheet."""
    file = SimpleUploadedFile(name, content)
    response = client.post(url("index"), {"file": file})
    assert response.status_code == 302, response.context["form"].errors
    return response.url


def publish(client, address):
    expected = client.get(address).context["expected"]
    return client.post(address, {"expected": expected}, follow=True)


def download(client, name="download", form="xlsx"):
    response = client.get(url(name, form))
    return load_workbook(BytesIO(b"".join(response.streaming_content)))
