"""The pages beside the routing snippet, in the order of the menu."""

from .matrix_viewset import matrix_viewset
from .table_viewset import table_viewset
from .try_views import try_viewset


ROUTING_PAGES = (matrix_viewset, try_viewset, table_viewset)
