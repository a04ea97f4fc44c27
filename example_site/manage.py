#!/usr/bin/env python
"""Django's command line for the example site, with the settings that are named.

Python puts this file's folder on ``sys.path`` by itself, whatever the current
folder is; the app comes from where it is installed.
"""

import os
import sys

from django.core.management import execute_from_command_line


_WHICH = """Which settings? None are taken by default: a command that is meant for the
portal, such as hilfe_after_restore, would work on the demo without a word.

  export DJANGO_SETTINGS_MODULE=config.settings.production    for the portal
  export DJANGO_SETTINGS_MODULE=config.settings.demo          for the demo

or add --settings config.settings.demo to one command."""


def _settings_are_named() -> bool:
    named = any(argument.startswith("--settings") for argument in sys.argv)
    return named or bool(os.environ.get("DJANGO_SETTINGS_MODULE"))


if __name__ == "__main__":
    if not _settings_are_named():
        sys.exit(_WHICH)
    execute_from_command_line(sys.argv)
