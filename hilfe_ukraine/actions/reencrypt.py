"""Encrypting anew what stands under an old key, so that the key can be retired."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, QuerySet, TextField, Value
from django.db.models.functions import Cast, Left, StrIndex

from hilfe_ukraine.conf import conf
from hilfe_ukraine.crypto import DecryptionError, decrypt, encrypt
from hilfe_ukraine.models.encrypted import EncryptedColumn, encrypted_columns


_BATCH = 100


def keys_in_use() -> Counter[str]:
    """Return how many values are encrypted under each key id; reads every row once."""
    counts: Counter[str] = Counter()
    for column in encrypted_columns():
        rows = _with_key(column).order_by().values_list("encryption_key")
        for key_id, number in rows.annotate(number=Count("pk")):
            counts[key_id] += number
    return counts


@dataclass
class Renewed:
    """How many values were encrypted anew, and where those stand that were not opened.

    A place is model, column and primary key; nothing of what stands there.
    """

    number: int = 0
    unopened: list[str] = field(default_factory=list)


def reencrypt() -> Renewed:
    """Encrypt under the first key what stands under another.

    A transaction for each batch, whose rows are locked; safe to stop and to repeat.
    What no key of the settings opens is left as it is, and so is a value that the key
    it names does not open, of which the place is returned.
    """
    _first, *old = conf.encryption_keys
    done = Renewed()
    for column in encrypted_columns():
        _renew(column, old, done)
    return done


def _with_key(column: EncryptedColumn) -> QuerySet:
    """Rows with a value, each with the id of its key: the text before the colon."""
    # A cast, since an encrypted column cannot be filtered as such.
    raw = Cast(column.name, TextField())
    rows = column.model._base_manager.annotate(
        encryption_key=Left(
            raw, StrIndex(raw, Value(":")) - 1, output_field=TextField()
        )
    )
    return rows.annotate(raw=raw).exclude(raw="").filter(raw__isnull=False)


def _renew(column: EncryptedColumn, old: Iterable[str], done: Renewed) -> None:
    rows = _with_key(column).filter(encryption_key__in=old).order_by("pk")
    last = 0
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:_BATCH]):
        _renew_batch(column, ids, done)
        last = ids[-1]


def _renew_batch(column: EncryptedColumn, ids: list[int], done: Renewed) -> None:
    model, name = column
    rows = model._base_manager.filter(pk__in=ids)
    with transaction.atomic():
        # Read when they are locked, so that nothing written meanwhile is lost.
        locked = rows.select_for_update().order_by("pk")
        raw = locked.values_list("pk", Cast(name, TextField()))
        for pk, ciphertext in list(raw):
            if not ciphertext:
                continue  # emptied meanwhile
            try:
                text = decrypt(ciphertext)
            except DecryptionError:
                done.unopened.append(f"{model._meta.label}.{name} {pk}")
                continue
            # As it stands, past the field, which would encrypt it once more.
            anew = Value(encrypt(text), output_field=TextField())
            model._base_manager.filter(pk=pk).update(**{name: anew})
            done.number += 1
