"""What gives a source its meaning beside its bytes and its profile: the same file may come to say
something else.

An import keeps a mark of each part. Where the same file comes again and a part has changed, it is
no repetition that may pass in silence; nor can it simply enter beside the earlier one, whose rows
may then have other keys (another municipality, another client) and would count twice. So nothing
changes, and the person is told what to do.
"""

import hashlib
from collections.abc import Iterable, Mapping

import pandas as pd

from config.formatting import enumerate_words
from config.settings import Settings
from data_access.contract.model import ColumnType, Table
from data_access.importing.lost_zeros import client_identifier
from data_access.places.coding import WHOSE
from data_access.places.crosswalk import find_crosswalk
from data_access.places.reviewed import reviewed_tables
from data_access.sources.layout import Layout

# Counted up when identifiers, or texts that may hold a document, begin to be read in another way.
IDENTIFIERS, TEXTS = "8", "2"
# Of everything else that is read of a cell: encodings, numbers, codes, months, places.
CELLS = "8"
STRUCK: tuple[ColumnType, ...] = ("nome", "categoria", "texto_livre", "lista")
PLACES = "cadastro"
WORDS: dict[str, str] = {
    "identificadores": "a leitura de CPF, CNPJ e códigos",
    "textos": "o que se risca dos textos",
    "leitura": "a leitura de células (números, códigos, meses, lugares e codificações)",
    PLACES: "o cadastro de municípios ou as suas outras grafias",
} | {system: f"o de-para {whose}" for system, whose in WHOSE.items()}


def meaning_of(
    settings: Settings, table: Table, layout: Layout, municipalities: pd.DataFrame
) -> dict[str, str]:
    """The marks of all that an import of `table` through `layout` depends on, by part."""
    marks = {"leitura": CELLS}
    if client_identifier(table):
        marks["identificadores"] = IDENTIFIERS
    if table.of_type(*STRUCK):
        marks["textos"] = TEXTS
    if table.of_type("municipio", "territorio"):
        register = (
            municipalities[["code", "name", "uf"]]
            .sort_values("code")
            .itertuples(index=False, name=None)
        )
        marks[PLACES] = _mark([*map(repr, register), repr(reviewed_tables())])
    for coding in layout.codings.values():
        if coding != "ibge":
            crosswalk = find_crosswalk(settings.home, coding)
            marks[coding] = (
                _mark(f"{code} {ibge}" for code, ibge in sorted(crosswalk.pairs.items()))
                if crosswalk
                else ""
            )
    return marks


def what_changed(before: Mapping[str, str], now: Mapping[str, str]) -> str | None:
    """In words, what has another mark than before; None where nothing has.
    Early imports kept no marks.
    """
    if not now or before == now:
        return None
    if not before:
        return "a versão do programa"
    parts = [words for part, words in WORDS.items() if before.get(part) != now.get(part)]
    return enumerate_words(parts) if parts else None


def _mark(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
