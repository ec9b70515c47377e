"""Nobody sees everything because an access was forgotten: nothing in the data layer assumes one."""

import ast
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

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


@pytest.mark.asvs("8.3.1")
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


# What an edition says to whoever asks, and why nobody's access narrows it.
SAID_TO_ALL = {
    "mesh_layer": "borders that IBGE publishes",
    "divisions_of": "which divisions those borders are of",
    "has_units": "whether this edition can answer by unit",
    "require_units": "the same, or why not",
    "require_answerable": "whether an indicator can be asked so",
}


def _asked_of_an_edition() -> Iterator[tuple[str, list[str]]]:
    """The public functions of queries and of quality to which an edition is given, with all that
    they take.
    """
    for folder in ("queries/tables", "queries/indicators", "quality", "comparing"):
        for path in sorted((ROOT / folder).glob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                    continue
                given = [*node.args.args, *node.args.kwonlyargs]
                kinds = {ast.unparse(item.annotation) for item in given if item.annotation}
                if "Edition" in kinds:
                    yield node.name, [item.arg for item in given]


@pytest.mark.asvs("8.3.1")
def test_whatever_reads_an_edition_is_told_who_may_see() -> None:
    asked = dict(_asked_of_an_edition())
    assert len(asked) > 50
    without = {name for name, taken in asked.items() if "access" not in taken}
    assert without == set(SAID_TO_ALL)
