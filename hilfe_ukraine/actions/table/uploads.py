"""Uploaded tables between their check and their publication: kept for a day."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hilfe_ukraine.models import RoutingUpload


KEPT = timedelta(days=1)


def keep_upload(
    *, content: bytes, name: str, user: Any, now: datetime
) -> RoutingUpload:
    """Store a file for its user; an earlier one of his that waits is forgotten."""
    RoutingUpload.objects.filter(user=user).delete()
    return RoutingUpload.objects.create(
        content=content, name=name[:200], user=user, uploaded_at=now
    )


def find_upload(*, uuid: UUID, user: Any, now: datetime) -> RoutingUpload | None:
    """Return the file if it is this user's own and not too old, else ``None``."""
    rows = RoutingUpload.objects.filter(uploaded_at__gt=now - KEPT)
    return rows.filter(uuid=uuid, user=user).first()


def forget_old_uploads(*, now: datetime) -> int:
    """Erase files that nobody published within a day; returns how many."""
    return RoutingUpload.objects.filter(uploaded_at__lte=now - KEPT).delete()[0]
