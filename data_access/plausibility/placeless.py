"""Rows that say of no place: they are of the country, of no state and of no municipality."""

from collections.abc import Iterator

from config.formatting import number, percent, plural
from data_access.contract.load import table_contract
from data_access.plausibility.subject import Doubt, Subject
from data_access.sources.source import identifier

CHECK = "sem_territorio"


def without_place(subject: Subject) -> Iterator[Doubt]:
    """Contacts and answers with neither a municipality nor the unit that attended."""
    places = [name for name in ("municipio", "uf_executora") if name in subject.columns]
    test = " AND ".join(f"{name} IS NULL" for name in places) or "true"
    every, rows = subject.row(f"SELECT count(*), count(*) FILTER ({test}) FROM {subject.rows}")
    if rows:
        keys = ", ".join(identifier(name) for name in table_contract(subject.table).key)
        listing = f"SELECT {subject.line}{keys} FROM {subject.rows} WHERE {test}"
        sentence = (
            f"{plural(rows, 'linha', 'linhas')} de {number(every)} ({percent(rows / every)})"
            " sem território: não têm município nem UF executora. Contam no Brasil, e em nenhum"
            " estado ou município."
        )
        yield Doubt(CHECK, sentence, rows, listing)
