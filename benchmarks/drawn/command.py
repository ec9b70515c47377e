"""The two forms of ``python -m benchmarks drawn``: draw into a folder, or compare two folders."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.drawn import drawing
from benchmarks.drawn.comparing import compare
from benchmarks.homes import edition_home
from benchmarks.machine import PROJECT
from benchmarks.options import Options

ATTENDANCES = 200_000  # enough for every card to have something to show
CACHE = Path(".t360-bench")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks drawn",
        description="Prova que uma mudança no código não muda nada do que as páginas mostram.",
    )
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--into", type=Path, help="pasta nova, para o que as páginas mostram")
    asked.add_argument(
        "--compare",
        type=Path,
        nargs=2,
        metavar=("ANTES", "DEPOIS"),
        help="duas dessas pastas; o que difere é mostrado e o código de saída é 1",
    )
    parser.add_argument("--home", type=Path, help="pasta de dados (padrão: uma de demonstração)")
    parser.add_argument(
        "--app", type=Path, default=PROJECT, help="cópia do código a mostrar (padrão: esta)"
    )
    parser.add_argument(
        "--page", action="append", default=[], help="só esta página (pode repetir-se)"
    )
    given = parser.parse_args(arguments)
    if given.compare:
        before, after = given.compare
        for folder in (before, after):
            if not any(folder.glob("*/*")):
                parser.error(f"esperava uma pasta de páginas desenhadas; {folder} não tem nenhuma")
        return compare(before, after, given.page)
    app: Path = given.app.resolve()
    if not (app / "app.py").exists():
        parser.error(f"esperava uma cópia do código em {given.app}; não há app.py nela")
    unknown = set(given.page) - {page["path"] for page in drawing.pages_of(app)}
    if unknown:
        parser.error(f"não há a página {', '.join(sorted(unknown))}")
    if given.into.exists() and any(given.into.iterdir()):
        parser.error(f"{given.into} não está vazia; indique uma pasta nova ou apague esta")
    home: Path = given.home or edition_home(
        Options(ATTENDANCES, CACHE.resolve(), CACHE.resolve()), ATTENDANCES
    )
    if not (home / "editions").is_dir():
        parser.error(f"esperava uma pasta de dados com uma edição publicada em {home}")
    drawing.draw(app, home.resolve(), given.into.resolve(), given.page)
    return 0
