"""A site with its own page types: the sub-app with the concrete page is left out."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _ALL


INSTALLED_APPS = [app for app in _ALL if app != "hilfe_ukraine.pages"]
