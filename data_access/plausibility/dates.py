"""Checks of dates: in the future, and ends before their beginnings."""

from collections.abc import Iterator

from config.formatting import day, enumerate_words, plural
from data_access.contract.load import table_contract
from data_access.contract.model import DATED, Column
from data_access.plausibility.subject import Doubt, Subject, uf_sql
from data_access.sources.source import identifier, literal

BEFORE = {
    "atendimentos": (("data_inicio", "data_fim"),),
    "contatos": (("aberto_em", "primeira_resposta_em"), ("aberto_em", "resolvido_em")),
}


def in_the_future(subject: Subject) -> Iterator[Doubt]:
    """Values after the day of the check: a month counts from its first day, a year from the next
    one on.
    """
    columns = [
        column for column in table_contract(subject.table).columns if column.name in subject.columns
    ]
    tests = {column.name: test for column in columns if (test := _after(column, subject))}
    if not tests:
        return
    counts = ", ".join(f"count(*) FILTER ({test})" for test in tests.values())
    found = {
        name: int(n)
        for name, n in zip(tests, subject.row(f"SELECT {counts} FROM {subject.rows}"), strict=True)
        if n
    }
    if found:
        told = enumerate_words(
            f"{name} ({plural(n, 'linha', 'linhas')})" for name, n in found.items()
        )
        parts = (_rows(subject, name, tests[name]) for name in found)
        sentence = f"Há datas depois de {day(subject.today)} em {told}."
        yield Doubt("data_no_futuro", sentence, sum(found.values()), " UNION ALL ".join(parts))


def _after(column: Column, subject: Subject) -> str | None:
    name, today = identifier(column.name), subject.today
    if column.type == "competencia":
        return f"{name} > '{today:%Y-%m}'"
    if column.name == "ano" and subject.table == "socioeconomico":
        return f"{name} > {today.year}"
    if column.type in DATED:
        return f"CAST({name} AS DATE) > DATE '{today:%Y-%m-%d}'"
    return None


def _rows(subject: Subject, column: str, test: str) -> str:
    """The key of each row, with the column and its value; people's identifiers are no key to look
    rows up by.
    """
    return (
        f"SELECT {subject.line}{_uf(subject)} AS uf, {_key(subject)} AS chave, {literal(column)} AS"
        f" coluna, CAST({identifier(column)} AS VARCHAR) AS valor FROM {subject.rows} WHERE {test}"
    )


def ends_before(subject: Subject) -> Iterator[Doubt]:
    pairs = [pair for pair in BEFORE[subject.table] if set(pair) <= subject.columns]
    if not pairs:
        return
    counts = ", ".join(f"count(*) FILTER ({end} < {start})" for start, end in pairs)
    found = [int(n) for n in subject.row(f"SELECT {counts} FROM {subject.rows}")]
    if sum(found):
        told = enumerate_words(
            f"{end} é anterior a {start} em {plural(n, 'linha', 'linhas')}"
            for (start, end), n in zip(pairs, found, strict=True)
            if n
        )
        parts = (
            _pair_rows(subject, start, end)
            for (start, end), n in zip(pairs, found, strict=True)
            if n
        )
        yield Doubt(
            "fim_antes_do_inicio",
            f"{told[0].upper()}{told[1:]}.",
            sum(found),
            " UNION ALL ".join(parts),
        )


def _pair_rows(subject: Subject, start: str, end: str) -> str:
    return (
        f"SELECT {subject.line}{_uf(subject)} AS uf, {_key(subject)} AS chave, {literal(start)} AS"
        f" coluna_inicio, CAST({start} AS VARCHAR) AS inicio, {literal(end)} AS coluna_fim,"
        f" CAST({end} AS VARCHAR) AS fim FROM {subject.rows} WHERE {end} < {start}"
    )


def _key(subject: Subject) -> str:
    contract = table_contract(subject.table)
    names = [identifier(name) for name in contract.key if not contract.column(name).sensitive]
    return f"concat_ws(' · ', {', '.join(names)})"


def _uf(subject: Subject) -> str:
    names = table_contract(subject.table).names
    known = [uf_sql("municipio")] if "municipio" in names else []
    known += [name for name in ("uf_executora", "uf") if name in names]
    return f"coalesce({', '.join(known)})" if known else "NULL::VARCHAR"
