"""What differs between two folders of drawn pages."""

from collections.abc import Collection, Iterable, Sequence
from difflib import unified_diff
from pathlib import Path

SHOWN, LONGEST = 40, 240  # lines of one difference, and characters of each
DIFFERENCES = 25


def compare(before: Path, after: Path, only: Collection[str]) -> int:
    """Print each difference once, with the files that have it; 1 where there is any. All pages
    count, or `only` some.
    """
    names = sorted(
        name
        for name in _files(before) | _files(after)
        if not only or name.partition("/")[0] in only
    )
    differences: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}
    # Sizes come last: what makes a card higher moves all that is around it.
    for name in sorted(names, key=lambda name: ".layout." in name):
        lines = _difference(before / name, after / name)
        if lines:
            changed = tuple(line.strip() for line in lines if line[0] in "+-")
            differences.setdefault(changed, (lines, []))[1].append(name)
    for lines, sharing in list(differences.values())[:DIFFERENCES]:
        _show(lines, sharing)
    if len(differences) > DIFFERENCES:
        print(f"\n… e mais {len(differences) - DIFFERENCES} diferenças")
    count = sum(len(sharing) for _, sharing in differences.values())
    print(
        f"{count} de {len(names)} arquivos diferem." if count else f"{len(names)} arquivos iguais."
    )
    return 1 if count else 0


def _files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def _difference(before: Path, after: Path) -> list[str]:
    """The lines that were taken away and added, each with two around it; empty where the files are
    equal.
    """
    if not before.exists() or not after.exists():
        return ["- (não há)" if after.exists() else "+ (não há)"]
    if before.read_bytes() == after.read_bytes():
        return []
    old, new = (file.read_text(encoding="utf-8").splitlines() for file in (before, after))
    found = list(unified_diff(old, new, n=2, lineterm=""))[2:]
    return found or ["+ (só quebras de linha)"]


def _show(lines: Sequence[str], names: Sequence[str]) -> None:
    print(f"\n{names[0]}" + (f" e mais {len(names) - 1}, do mesmo modo:" if names[1:] else ""))
    for name in _few(names[1:]):
        print(f"  {name}")
    for line in _few(lines):
        print(f"    {line[:LONGEST]}")


def _few(lines: Sequence[str]) -> Iterable[str]:
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"… e mais {len(lines) - SHOWN}"
