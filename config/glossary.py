"""The glossary as people read it: what each term of ``GLOSSARIO.md`` means."""

from functools import lru_cache

from config.settings import entry_script

FILE = "GLOSSARIO.md"
COLUMNS = 3  # the term, how the code writes it, what it is


@lru_cache(maxsize=1)
def load_glossary() -> dict[str, str]:
    """What each term means, in the order of the alphabet; a line that is no row of three cells and
    a term that is told twice are errors.
    """
    lines = (entry_script().parent / FILE).read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|")][2:]  # under the heading and its rule
    cells = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]
    wrong = [row for row, parts in zip(rows, cells, strict=True) if len(parts) != COLUMNS]
    if wrong:
        raise ValueError(f"{FILE}: not a term, its code and its meaning: {wrong[0]}")
    found = {parts[0]: parts[2].replace("`", "") for parts in cells}
    if len(found) < len(cells):
        raise ValueError(f"{FILE}: a term is told twice")
    return dict(sorted(found.items(), key=lambda item: item[0].casefold()))


def meaning(term: str) -> str:
    """What a term means; KeyError for one that the glossary does not have."""
    return load_glossary()[term]
