"""What is in a foreign file: how it is written, and what the values of each column look like."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from secrets import token_hex

import pandas as pd

from config.ibge import UFS
from config.settings import Settings
from data_access.places.gazetteer import Gazetteer
from data_access.places.guess import guess_coding
from data_access.places.keys import key
from data_access.profiles.suggesting.vocabulary import all_names
from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import examine
from data_access.sources.head import head_of
from data_access.sources.layout import columns_found
from data_access.sources.readers.opening import ANY, Choice, open_source
from data_access.sources.source import LINE, Coding, Source, identifier
from data_access.sources.step import Step
from data_access.sources.values.cells import cell_sql
from data_access.sources.values.parsing import FALSE, TRUE
from data_access.sources.values.redaction import holds_data, shape
from data_access.sources.values.text import names_of_columns, normalised_name
from data_access.sources.workspace import Workspace, remove_abandoned, workspace

PREFIX = ".suggestion-"
ROWS = 5_000  # looked at
SURE = 0.95  # share of the values that must look like a thing
SHOWN = 3  # shapes of a column that a draft shows
PORTES = (
    "MEI",
    "ME",
    "EPP",
    "DEMAIS",
    "MICROEMPRESA",
    "EMPRESADEPEQUENOPORTE",
    "MICROEMPREENDEDORINDIVIDUAL",
)
UF_CODES = frozenset(uf.code for uf in UFS)
UF_KEYS = frozenset(key(text) for uf in UFS for text in (uf.sigla, uf.name))
DAY = r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}([ T].*)?|[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?"
COMPACT_DAYS = {
    "aaaammdd": r"(19|20)[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9]",
    "ddmmaaaa": r"[0-3][0-9](0[1-9]|1[0-2])(19|20)[0-9]{2}",
}
PLACE = "mun|cidade|ibge|tom|tse|siafi|local"
MONTH = r"(19|20)[0-9]{2}-?(0[1-9]|1[0-2])|(0[1-9]|1[0-2])/(19|20)[0-9]{2}"
# What can only be a number with this decimal mark.
MARKS = {",": r"-?[0-9.]*,[0-9]+", ".": r"-?[0-9,]*\.[0-9]+"}


@dataclass(frozen=True)
class Column:
    """``spellings``: its distinct values, commonest first; ``looks``: what they look like.

    ``coding``: how municipalities are written in it, where it has them. ``merged``: cells of it are
    merged downwards, and it is looked at with their value in each.
    """

    name: str
    filled: float
    distinct: int
    spellings: tuple[str, ...]
    looks: frozenset[str]
    coding: str | None = None
    compact_date: str | None = None
    merged: bool = False

    @property
    def key(self) -> str:
        return normalised_name(self.name)

    def shapes(self) -> list[str]:
        """The commonest forms of its values: letters as x, digits as 9."""
        return [
            form
            for form, _ in Counter(shape(value)[:30] for value in self.spellings).most_common(SHOWN)
        ]


@dataclass(frozen=True)
class Look:
    """``form``: how the file is written, in words; ``rows`` were looked at, and ``cells`` has their
    texts, by the names of the columns.
    """

    file: str
    form: str
    rows: int
    columns: tuple[Column, ...]
    cells: pd.DataFrame = field(compare=False, repr=False, default_factory=pd.DataFrame)


class Everything:
    """A layout that takes all columns, by their position."""

    label = "tudo"

    def __init__(self) -> None:
        self.names: list[str] = []
        self.header: Sequence[str] = ()

    @property
    def codings(self) -> Mapping[str, Coding]:
        return {}

    def recognised(self, names: Sequence[str]) -> int:
        """Known names; and years, where several stand side by side."""
        found = {normalised_name(name) for name in names}
        years = {name for name in found if re.fullmatch("(19|20)[0-9]{2}", name)}
        return len(found & all_names()) + (len(years) if len(years) > 1 else 0)

    def needed(self, names: Sequence[str], source_name: str) -> Mapping[str, int]:
        self.header = names
        self.names = [
            name.strip() if normalised_name(name) else called.replace("_", " ")
            for name, called in zip(names, names_of_columns(names), strict=True)
            if called
        ]
        if not any(map(normalised_name, names)):
            raise ImportRefusedError(f"“{source_name}” não tem cabeçalho: nenhuma coluna tem nome.")
        if holds_data(self.names):
            raise ImportRefusedError(
                f"“{source_name}” não tem cabeçalho. {columns_found(self.names)}"
            )
        return {f"c{place}": place for place, name in enumerate(names_of_columns(names)) if name}

    def translate(self, raw: Source, space: Workspace) -> Source:
        return raw


def look_at(
    settings: Settings, file: Path, municipalities: pd.DataFrame, choice: Choice = ANY
) -> Look:
    """Look at the head of a file of any format. Raises ImportRefusedError if it is unreadable."""
    everything = Everything()
    gazetteer = Gazetteer.available(municipalities, settings.home)
    remove_abandoned(settings, PREFIX)
    with workspace(settings, token_hex(6), prefix=PREFIX) as space:
        examined = examine(head_of(file, space.folder), Step())
        source = open_source(examined, everything, space, Step(), choice)
        if not source.records:
            raise ImportRefusedError(
                f"“{file.name}” não tem linhas depois do cabeçalho; não há o que sugerir."
            )
        cells = ", ".join(
            f"{cell_sql(identifier(alias), kind, native=False)} AS {identifier(alias)}"
            for alias, kind in source.kinds.items()
        )
        frame = space.connection.execute(
            f"SELECT {cells} FROM ({source.relation}) ORDER BY {LINE} LIMIT {ROWS}"
        ).df()
    for alias in source.merged:
        frame[alias] = frame[alias].ffill()
    columns = tuple(
        replace(
            _column(name, frame[alias].dropna().astype(str), len(frame), gazetteer),
            merged=alias in source.merged,
        )
        for name, alias in zip(everything.names, frame.columns, strict=True)
        if normalised_name(everything.header[int(alias[1:])]) or frame[alias].notna().any()
    )
    texts = frame.astype(object).set_axis(everything.names, axis=1)
    return Look(file.name, _form(source), len(frame), columns, texts.drop_duplicates())


def _form(source: Source) -> str:
    told = [*source.form]
    told += [f"codificação {source.encoding}"] if source.encoding else []
    told += [f"separador {source.separator}"] if source.separator else []
    return "; ".join(told) or "Parquet"


def _column(name: str, values: pd.Series, rows: int, gazetteer: Gazetteer) -> Column:
    common = tuple(str(value) for value in values.value_counts().index)
    looks = (
        frozenset(what for what, share in _shares(values).items() if share >= SURE)
        if len(values)
        else frozenset()
    )
    if "inteiro" in looks:
        looks -= {"decimal"}
    guess = (
        guess_coding(common, gazetteer) if common and _may_be_places(name, values, looks) else None
    )
    compact = next(
        (form for form, pattern in COMPACT_DAYS.items() if _share(values, pattern) >= SURE), None
    )
    return Column(
        name=name,
        filled=len(values) / rows,
        distinct=len(common),
        spellings=common,
        looks=looks | ({"municipio"} if guess else set()),
        coding=guess.coding if guess else None,
        compact_date=compact if common else None,
    )


def _may_be_places(name: str, values: pd.Series, looks: frozenset[str]) -> bool:
    """Worth a closer look: text, codes of IBGE's length, or numbers that are codes by name."""
    if looks & {"decimal", "data", "documento"}:
        return False
    return (
        "inteiro" not in looks
        or _share(values, "[0-9]{6,7}") >= SURE
        or bool(re.search(PLACE, normalised_name(name)))
    )


def _share(values: pd.Series, pattern: str) -> float:
    return float(values.str.fullmatch(pattern).mean()) if len(values) else 0.0


def _shares(values: pd.Series) -> dict[str, float]:
    keys = values.map(key)
    return {
        "uf": float(keys.isin(UF_KEYS).mean()),
        "porte": float(keys.isin(PORTES).mean()),
        "booleano": float(keys.isin((*TRUE, *FALSE)).mean()),
        "data": _share(values, DAY),
        "mes": _share(values, MONTH),
        "ano": _share(values, "(19|20)[0-9]{2}"),
        "inteiro": _share(values, r"-?[0-9]+"),
        "decimal": max(_share(values, pattern + r"|-?[0-9]+") for pattern in MARKS.values()),
        "documento": _share(
            values,
            r"[0-9]{11}|[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}|[0-9]{2}\.?[0-9A-Z]{3}\.?[0-9A-Z]{3}/?[0-9A-Z]{4}-?[0-9]{2}",
        ),
        "tipo_cliente": float(keys.isin(("PF", "PJ", "PESSOAFISICA", "PESSOAJURIDICA")).mean()),
    }


def decimal_mark(column: Column) -> str | None:
    """The mark that some of its numbers prove, where they do not prove both."""
    proved = [
        mark
        for mark, pattern in MARKS.items()
        if any(re.fullmatch(pattern, value) for value in column.spellings)
    ]
    return proved[0] if len(proved) == 1 else None


def split_code(look: Look) -> tuple[Column, Column] | None:
    """The columns of a code of seven digits that came apart:
    two of the UF, five of the municipality.
    """
    ufs = [
        column
        for column in look.columns
        if column.distinct and UF_CODES.issuperset(column.spellings)
    ]
    rest = [
        column
        for column in look.columns
        if column.distinct
        and "mun" in column.key
        and all(re.fullmatch("[0-9]{1,5}", value) for value in column.spellings)
    ]
    return (ufs[0], rest[0]) if ufs and rest else None
