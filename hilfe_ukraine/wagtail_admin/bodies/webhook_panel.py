"""On the page of a body: what its webhook does, and the way to the page about it."""

from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

from hilfe_ukraine.models import Webhook
from hilfe_ukraine.wagtail_admin.permissions import CHANGE_WEBHOOKS

from .webhook_views import webhook_state, webhook_url


class WebhookPanel(Panel):
    """Shown for a body that exists, to those who may change webhooks."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "hilfe_ukraine/admin/webhook_link.html"

        def is_shown(self) -> bool:
            may = self.request.user.has_perm(CHANGE_WEBHOOKS)
            return bool(self.instance.pk and may)

        @cached_property
        def webhook(self) -> Webhook | None:
            rows = Webhook.objects.select_related("body")
            return rows.filter(body=self.instance).first()

        @property
        def state(self) -> str:
            if self.webhook is None:
                return ""
            return ": ".join(filter(None, webhook_state(self.webhook)))

        @property
        def url(self) -> Any:
            return webhook_url(self.instance)
