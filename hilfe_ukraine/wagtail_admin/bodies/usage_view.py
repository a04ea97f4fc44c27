"""What names a body. Wagtail's own index of references knows nothing of rules."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.snippets.views.snippets import UsageView

from hilfe_ukraine.actions.routing.body_uses import Use, uses_of_body


#: What is named, and where; with the address of its form, once that is known.
_Row = dict[str, Any]


class BodyUsageView(UsageView):
    """Routing, bodies it stands in for, pages, and its desks."""

    table_classname = "listing hilfe-list"

    def get_queryset(self) -> list[_Row]:
        return list(_rows(self.object))

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label=_("Name"),
                accessor="thing",
                get_url=lambda row: row["url"],
            ),
            Column("where", label=_("Where")),
        ]

    def get_table(self, object_list: Iterable[_Row], **kwargs: Any) -> Table:
        """Only what is shown is asked for its address, which needs statements."""
        finder = AdminURLFinder(self.request.user)
        rows = [
            {**row, "url": finder.get_edit_url(row["thing"])} for row in object_list
        ]
        return Table(self.columns, rows, classname=self.table_classname)


def _rows(body: Any) -> Iterator[_Row]:
    uses = uses_of_body(body, user=None, may=lambda *_: True)
    for use in uses.routings:
        yield {"thing": use.routing, "where": _in_routing(use)}
    for other in uses.deputy_of:
        yield {"thing": other, "where": _("Deputy")}
    for page in uses.pages:
        yield {"thing": page, "where": _("Page")}
    for desk in uses.desks:
        yield {"thing": desk, "where": _("Regional desk")}


def _in_routing(use: Use) -> str:
    live = [_("live rules")] if use.is_live else []
    draft = [_("draft")] if use.is_draft else []
    return capfirst(", ".join([*live, *draft]))
