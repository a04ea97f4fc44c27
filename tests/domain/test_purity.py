"""The domain is plain Python: it runs without Django, and its examples are true."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

from hilfe_ukraine import domain


MODULES = [
    f"{domain.__name__}.{found.name}" for found in pkgutil.iter_modules(domain.__path__)
]


def test_importing_the_domain_does_not_load_django():
    code = (
        "import sys\n"
        f"import {', '.join(MODULES)}\n"
        "assert 'django' not in sys.modules, 'the domain loaded Django'\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
