"""Encrypting anew what stands under an old key, so that the key can be retired."""

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, QuerySet, TextField, Value
from django.db.models.functions import Cast, Left, StrIndex

from hilfe_ukraine.conf import conf
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


def reencrypt() -> int:
    """Encrypt under the first key what stands under another; returns how many values.

    A transaction for each batch, whose rows are locked; safe to stop and to repeat.
    What no key of the settings opens is left as it is. Raises ``DecryptionError`` for
    a value that the key it names does not open.
    """
    _first, *old = conf.encryption_keys
    return sum(_renew(column, old) for column in encrypted_columns())


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


def _renew(column: EncryptedColumn, old: Iterable[str]) -> int:
    rows = _with_key(column).filter(encryption_key__in=old).order_by("pk")
    number, last = 0, 0
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:_BATCH]):
        _renew_batch(column, ids)
        number, last = number + len(ids), ids[-1]
    return number


def _renew_batch(column: EncryptedColumn, ids: list[int]) -> None:
    model, name = column
    rows = model._base_manager.filter(pk__in=ids)
    with transaction.atomic():
        # Read when they are locked, so that nothing written meanwhile is lost.
        locked = rows.select_for_update().order_by("pk").values_list("pk", name)
        for pk, value in list(locked):
            model._base_manager.filter(pk=pk).update(**{name: value})
