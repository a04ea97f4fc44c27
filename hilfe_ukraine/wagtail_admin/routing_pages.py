"""The pages beside the routing snippet, in the order of the menu."""

from .matrix.viewset import matrix_viewset
from .table.viewset import table_viewset
from .tester.viewset import try_viewset


ROUTING_PAGES = (matrix_viewset, try_viewset, table_viewset)
