"""Which column of a file fills which column of the contract:
by name, by synonyms, and by what the values look like.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from data_access.contract.load import contract
from data_access.contract.model import Column as Target
from data_access.contract.model import ColumnType, Table
from data_access.profiles.suggesting.look import Column, Look, split_code
from data_access.profiles.suggesting.stock import StockColumn, stock_columns
from data_access.profiles.suggesting.vocabulary import vocabulary
from data_access.profiles.suggesting.years import YearColumn, year_columns

SAME, KNOWN, ALIKE = 100, 90, 55
NEAR = 0.8  # likeness of two names
FITS, CLASHES, NEVER = 30, -70, -1000
ENOUGH = 50
REQUIRED = 3  # weight of all required columns, in columns that bear their name
# What the values of a type look like, and what they never look like.
WANTED: Mapping[ColumnType, frozenset[str]] = {
    "municipio": frozenset({"municipio"}),
    "uf": frozenset({"uf"}),
    "data": frozenset({"data"}),
    "data_hora": frozenset({"data"}),
    "competencia": frozenset({"mes", "data"}),
    "booleano": frozenset({"booleano"}),
    "inteiro": frozenset({"inteiro", "decimal"}),
    "decimal": frozenset({"inteiro", "decimal"}),
}
STRICT = frozenset({"municipio", "uf", "data", "data_hora", "competencia", "inteiro", "decimal"})


@dataclass(frozen=True)
class Match:
    """``sure``: the name says so; otherwise it is a likeness that a person should confirm."""

    column: Column
    score: int

    @property
    def sure(self) -> bool:
        return self.score >= KNOWN


@dataclass(frozen=True)
class Guessed:
    """``matches``: by column of the contract; ``measures``: numbers that may be indicators."""

    table: Table
    matches: Mapping[str, Match]
    measures: tuple[Column, ...]
    share: float  # of the required columns that were found
    years: tuple[YearColumn, ...] = ()  # measures of one indicator in several years
    stock: tuple[StockColumn, ...] = ()  # measures of several portes or months

    @property
    def weight(self) -> float:
        """How well the table fits: the columns that were found,
        those that it requires above the others.
        """
        return (
            sum(min(match.score, SAME) / SAME for match in self.matches.values())
            + REQUIRED * self.share
        )


def has_codes(column: Column) -> bool:
    return "inteiro" in column.looks


def is_weak(match: Match | None) -> bool:
    """Whether a column of municipalities says less than a code of IBGE in two columns."""
    return match is None or match.column.coding != "ibge" or not has_codes(match.column)


def guess(look: Look, table: Table | None = None) -> Guessed:
    """The given table, or the one whose required columns the file has."""
    if table is not None:
        return _guess(look, table)
    return max((_guess(look, each) for each in contract().values()), key=lambda item: item.weight)


def _guess(look: Look, table: Table) -> Guessed:
    """Greedy, best score first: each column of the file fills one column of the contract."""
    names = vocabulary()[table.name]
    scored = sorted(
        (
            (_score(column, target, names[target.name]), -place, target.name, column)
            for target in table.columns
            for place, column in enumerate(look.columns)
        ),
        key=lambda item: (-item[0], -item[1], item[2]),
    )
    matches: dict[str, Match] = {}
    taken: set[str] = set()
    for score, _, name, column in scored:
        if score >= ENOUGH and name not in matches and column.name not in taken:
            matches[name] = Match(column, score)
            taken.add(column.name)
    years = _years(look, table, matches)
    measures = () if years else _measures(look, table, matches)
    found = set(matches).union(("indicador", "valor") if measures else ())
    found |= {"ano", "valor"} if years else set()
    stock = stock_columns(look.columns, table, found, taken)
    if stock:
        matches.pop("quantidade", None)  # a total beside them
    found |= {name for item in stock for name in (item.target, "quantidade")}
    if split_code(look):
        found |= {column.name for column in table.of_type("municipio")}
    share = sum(name in found for name in table.required) / len(table.required)
    return Guessed(table, matches, measures, share, years, stock)


def _score(column: Column, target: Target, names: frozenset[str]) -> int:
    if not column.distinct:
        return 0
    by_name = (
        SAME
        if column.key == target.name
        else KNOWN
        if column.key in names
        else _likeness_score(column.key, target.name)
    )
    return by_name + _content(column, target)


def _likeness_score(name: str, target: str) -> int:
    return ALIKE if SequenceMatcher(None, name, target).ratio() >= NEAR else 0


def _content(column: Column, target: Target) -> int:
    if target.name in ("porte", "tipo_cliente"):
        return FITS + 30 if target.name in column.looks else 0
    if target.name == "ano":
        return FITS if "ano" in column.looks else NEVER
    wanted = WANTED.get(target.type)
    if wanted is None:
        return FITS if target.type == "identificador" and "documento" in column.looks else 0
    if wanted & column.looks or (target.type in ("data", "data_hora") and column.compact_date):
        # Of two columns of municipalities, codes say more than names.
        return (
            FITS
            + (30 if target.type in ("municipio", "uf") else 0)
            + (50 if _is_code(column, target) else 0)
        )
    return CLASHES if target.type in STRICT else 0


def _is_code(column: Column, target: Target) -> bool:
    return target.type == "municipio" and "inteiro" in column.looks


def _years(look: Look, table: Table, matches: dict[str, Match]) -> tuple[YearColumn, ...]:
    """In a table that has a year and a value, the columns that are years of one thing."""
    if table.name != "socioeconomico" or "ano" in matches:
        return ()
    taken = {match.column.name for name, match in matches.items() if name != "valor"}
    found = year_columns(look.columns, taken)
    if found:
        matches.pop("valor", None)
    return found


def _measures(look: Look, table: Table, matches: dict[str, Match]) -> tuple[Column, ...]:
    """In `socioeconomico`, where nothing names the indicator,
    each number beside the municipality may be one.
    """
    if table.name != "socioeconomico" or "indicador" in matches:
        return ()
    matches.pop("valor", None)
    taken = {match.column.name for match in matches.values()}
    return tuple(
        column
        for column in look.columns
        if column.name not in taken
        and {"inteiro", "decimal"} & column.looks
        and "municipio" not in column.looks
        and not column.key.startswith(("cod", "id_", "ano"))
    )
