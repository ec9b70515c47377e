"""Which test proves which requirement of ASVS 5.0: `python -m tools.asvs` writes the table of
docs/seguranca.md from the marks of the tests, and ``--check`` says whether it is as they say.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FILE = PROJECT / "docs" / "seguranca.md"
BEGIN, END = "<!-- tabela: python -m tools.asvs -->\n", "<!-- fim da tabela -->\n"
NOT_PROVED = "nenhum teste"
STALE = (
    "A tabela de docs/seguranca.md não é a das marcas dos testes. Escreva-a: python -m tools.asvs"
)


class MarkError(ValueError):
    """A test names a requirement that is not listed."""


def main() -> int:
    text = FILE.read_text(encoding="utf-8")
    written = with_table(text, table(requirements(), proofs(PROJECT / "tests")))
    if "--check" in sys.argv:
        if written != text:
            print(STALE, file=sys.stderr)  # noqa: T201 - this is a command
        return int(written != text)
    FILE.write_text(written, encoding="utf-8")
    return 0


def requirements() -> dict[str, str]:
    """Numbers with what they ask, in the order of the numbers."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return dict(tomllib.loads(text)["requirements"])


def proofs(folder: Path) -> dict[str, list[str]]:
    """Each requirement with the tests that are marked with it: `file::test`."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        for number, name in _marks(ast.parse(text)) if "asvs" in text else ():
            found.setdefault(number, []).append(f"{path.relative_to(folder.parent)}::{name}")
    return found


def table(known: dict[str, str], found: dict[str, list[str]]) -> str:
    """Raises MarkError for a mark with a number that is not known."""
    unknown = sorted(set(found) - set(known))
    if unknown:
        raise MarkError(f"tests are marked with what tools/asvs.toml does not list: {unknown}")
    rows = [
        f"| {number} | {words} | {'<br>'.join(f'`{test}`' for test in found.get(number, []))} |"
        if number in found
        else f"| {number} | {words} | {NOT_PROVED} |"
        for number, words in known.items()
    ]
    return "\n".join(["| requisito | o que pede | prova |", "|---|---|---|", *rows, ""])


def with_table(text: str, rows: str) -> str:
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{rows}\n{END}{rest.partition(END)[2]}"


def _marks(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.asvs":
                yield from ((str(ast.literal_eval(given)), node.name) for given in mark.args)


if __name__ == "__main__":
    sys.exit(main())
