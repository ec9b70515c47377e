"""Contacts whose moments have no hour: each is midnight, and every answer takes no time at all."""

from collections.abc import Iterator

from config.formatting import number, plural
from data_access.plausibility.subject import Doubt, Subject, uf_sql

CHECK = "hora_que_falta"
LATER = ("primeira_resposta_em", "resolvido_em")


def missing_hours(subject: Subject) -> Iterator[Doubt]:
    """Rows that were opened at midnight to the second, and answered or solved at another one: by
    chance one in billions.
    """
    later = [column for column in LATER if column in subject.columns]
    if not later or "aberto_em" not in subject.columns:
        return
    times = " OR ".join(f"{_is_midnight(column)}" for column in later)
    test = f"{_is_midnight('aberto_em')} AND ({times})"
    few, opened = subject.row(
        f"SELECT count(*) FILTER ({test}), count(aberto_em) FROM {subject.rows}"
    )
    if not few:
        return
    listing = (
        f"SELECT {subject.line}coalesce(uf_executora, {uf_sql('municipio')}) AS uf,"
        f" id_contato AS contato, aberto_em, {', '.join(later)} FROM {subject.rows} WHERE {test}"
    )
    sentence = (
        f"{plural(few, 'contato tem', 'contatos têm')}, de {number(opened)}, datas sem hora"
        " (00:00:00): um respondido no mesmo dia conta como respondido em 0 minutos, e no prazo."
    )
    yield Doubt(CHECK, sentence, few, listing)


def _is_midnight(column: str) -> str:
    return f"coalesce({column} = date_trunc('day', {column}), false)"
