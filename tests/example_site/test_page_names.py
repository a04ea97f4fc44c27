"""The example site's page types have names that editors read in their language."""

import ast

from pathlib import Path


MODELS = Path(__file__).resolve().parents[2] / "example_site" / "home" / "models.py"


def test_every_page_type_has_a_name_to_be_translated():
    classes = [
        node for node in ast.parse(MODELS.read_text()).body if _is_page_type(node)
    ]
    assert len(classes) == 4
    for page_type in classes:
        assert "    verbose_name = _(" in ast.unparse(page_type), page_type.name


def _is_page_type(node: ast.stmt) -> bool:
    return isinstance(node, ast.ClassDef) and "Page" in map(ast.unparse, node.bases)
