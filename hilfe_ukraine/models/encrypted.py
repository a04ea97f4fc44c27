"""Model fields whose values are encrypted in the database.

They cannot be searched or ordered; what must be found has a plain column without
personal data, or a blind index (``crypto.blind_index``).
"""

import json

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from hilfe_ukraine.crypto import decrypt, encrypt


class EncryptedTextField(models.TextField):
    """Text, encrypted when written and opened when read. Empty text stays empty."""

    def get_prep_value(self, value: Any) -> str | None:
        text = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return decrypt(value) if value else value

    def get_lookup(self, name: str) -> Any:
        # Two ciphertexts of one text differ, so any comparison would be wrong.
        if name != "isnull":
            raise FieldError(f"{self.name} is encrypted and cannot be filtered")
        return super().get_lookup(name)


class EncryptedJSONField(EncryptedTextField):
    """A JSON document, encrypted as a whole. An empty one is stored as empty text."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> str | None:
        # Not by way of the text field, whose to_python would parse the JSON again.
        return encrypt(json.dumps(value, cls=DjangoJSONEncoder)) if value else ""

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        text = super().from_db_value(value)
        return json.loads(text) if text else self.get_default()

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) and value else value

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj), cls=DjangoJSONEncoder)


class EncryptedColumn(NamedTuple):
    """Where encrypted values stand."""

    model: type[models.Model]
    name: str


def encrypted_columns() -> Iterator[EncryptedColumn]:
    """Yield every encrypted column of every installed app, the host's as well."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield EncryptedColumn(model, field.name)
