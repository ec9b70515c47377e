"""Nobody sees everything because an access was forgotten: nothing in the data layer assumes one."""

import ast
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import data_access
from data_access.queries.base.question import Question, SourcedQuestion

ROOT = Path(data_access.__path__[0])


def _assumed(tree: ast.AST) -> Iterator[int]:
    """The lines on which a parameter or a field named ``access`` has a default."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            given = [*node.args.posonlyargs, *node.args.args]
            kept = given[len(given) - len(node.args.defaults) :]
            alone = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            kept += [argument for argument, default in alone if default is not None]
            yield from (argument.lineno for argument in kept if argument.arg == "access")
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from [node.lineno] * (ast.unparse(node.target) == "access")


def test_no_function_and_no_field_assumes_an_access() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(ROOT.rglob("*.py"))
        for line in _assumed(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_a_question_leaves_nothing_to_be_assumed() -> None:
    for field in (*fields(Question), *fields(SourcedQuestion)):
        assert field.default is MISSING, field.name
        assert field.default_factory is MISSING, field.name
