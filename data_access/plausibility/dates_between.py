"""Checks of dates of one table against those of another: a survey before its attendance, an
attendance before the company was opened.
"""

from collections.abc import Iterator

from config.formatting import plural
from data_access.plausibility.subject import Doubt, Subject, uf_sql


def surveys_before(subject: Subject) -> Iterator[Doubt]:
    """Surveys answered before the end of the attendance that they name; needs the attendances."""
    attendances = subject.beside.get("atendimentos")
    if attendances is None or "id_atendimento" not in subject.columns:
        return
    listing = f"""
        SELECT coalesce(a.uf_executora, {uf_sql("a.municipio")}) AS uf, p.id_pesquisa AS pesquisa,
            p.id_atendimento AS atendimento, CAST(p.data AS DATE) AS respondida_em,
            CAST(a.data_fim AS DATE) AS atendimento_em
        FROM {subject.rows} p JOIN {attendances} a USING (id_atendimento)
        WHERE CAST(p.data AS DATE) < CAST(a.data_fim AS DATE)
    """
    found = _count(subject, listing)
    if found:
        surveys = plural(found, "pesquisa tem", "pesquisas têm")
        yield Doubt(
            "pesquisa_antes_do_atendimento",
            f"{surveys} data anterior à do atendimento a que responde.",
            found,
            listing,
        )


def attendances_before_opening(subject: Subject) -> Iterator[Doubt]:
    """Attendances that ended before the client's company was opened; needs the clients."""
    clients = subject.beside.get("clientes")
    if clients is None:
        return
    listing = f"""
        SELECT coalesce(a.uf_executora, {uf_sql("a.municipio")}) AS uf,
            a.id_atendimento AS atendimento, CAST(a.data_fim AS DATE) AS atendimento_em,
            CAST(c.aberta_em AS DATE) AS empresa_aberta_em
        FROM {subject.rows} a JOIN {clients} c USING (id_cliente, tipo_cliente)
        WHERE a.tipo_cliente = 'PJ' AND CAST(a.data_fim AS DATE) < CAST(c.aberta_em AS DATE)
    """
    found = _count(subject, listing)
    if found:
        rows = plural(found, "atendimento a empresa é", "atendimentos a empresas são")
        yield Doubt(
            "atendimento_antes_da_abertura",
            f"{rows} de antes do dia em que ela foi aberta.",
            found,
            listing,
        )


def _count(subject: Subject, listing: str) -> int:
    return int(subject.row(f"SELECT count(*) FROM ({listing})")[0])
