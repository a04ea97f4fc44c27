#!/usr/bin/env python
"""Django's command line for the example site, with the demo's settings.

Python puts this file's folder on ``sys.path`` by itself, whatever the current
folder is; the app comes from where it is installed.
"""

import os
import sys

from django.core.management import execute_from_command_line


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    execute_from_command_line(sys.argv)
