"""What a notebook may import: the packages whose versions are the same on every machine."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

ANALYSIS = ("bcssp_lib", "matplotlib", "numpy", "pandas", "seaborn")
_MAGIC = re.compile(r"^(\s*)[%!?].*", re.MULTILINE)  # a line for IPython, and not Python


def forbidden_imports(source: str) -> list[str]:
    """The packages that a cell imports and may not, in the order of the alphabet.

    A cell that is not Python imports nothing; running it says what is wrong with it.
    """
    try:
        tree = ast.parse(_MAGIC.sub(r"\1pass", source))
    except SyntaxError:
        return []
    packages = {name.partition(".")[0] for name in _imported(tree)}
    return sorted(packages - {*ANALYSIS, *sys.stdlib_module_names})


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
