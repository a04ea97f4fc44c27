"""Pages of a list that costs the same however long it is."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator


#: Nobody pages further than this; filters and search reach everything.
CAP = 5_000


class CappedPaginator(WagtailPaginator):
    """Counts, and pages, up to :data:`CAP` rows.

    Counting a million rows would take longer than showing fifty of them.
    """

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:CAP].count()

    @cached_property
    def items_count_label(self) -> str:
        if self.count < CAP:
            return super().items_count_label
        words = {"count": self.count, "items": self.verbose_name_plural}
        return _("%(count)d or more %(items)s") % words
