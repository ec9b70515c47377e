"""Checks of the reference tables: GDP per capita, jumps of the stock of companies,
coverage above 100 %, old months.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from config.formatting import MONTHS, day, enumerate_first, enumerate_words, number, plural
from data_access.plausibility.subject import Doubt, Subject, check_named, uf_sql
from indicators.scope import Month

FACTORS = (0, 3, -3, 6, -6)  # powers of ten between units of money
SHOWN = 3


def gdp_per_capita(subject: Subject) -> Iterator[Doubt]:
    """``pib_per_capita`` against ``pib`` ÷ ``populacao`` of one municipality and year,
    and the factor that fits.
    """
    tolerance = check_named("pib_per_capita").limit("tolerance")
    names = ", ".join(f"'{name}'" for name in ("pib", "populacao", "pib_per_capita"))
    frame = subject.frame(f"""
        SELECT {uf_sql("municipio")} AS uf, municipio, ano, pib, populacao, pib_per_capita
        FROM (
            PIVOT (
                SELECT municipio, ano, indicador, valor FROM {subject.rows}
                WHERE indicador IN ({names})
            )
            ON indicador IN ({names}) USING any_value(valor) GROUP BY municipio, ano
        )
        WHERE pib > 0 AND populacao > 0 AND pib_per_capita > 0 ORDER BY ano, municipio
    """)
    times = (frame["pib_per_capita"] * frame["populacao"] / frame["pib"]).to_numpy(float)
    ratio = np.log10(times)
    nearest = np.asarray(FACTORS)[np.abs(ratio[:, None] - FACTORS).argmin(axis=1)]
    fits = np.abs(ratio - nearest) <= np.log10(1 + tolerance)
    frame = frame.assign(vezes=times, fator=np.where(fits, 10.0**nearest, np.nan))
    wrong = frame[~(fits & (nearest == 0))]
    if len(wrong):
        yield Doubt("pib_per_capita", _unit_sentence(wrong), len(wrong), wrong)


def _unit_sentence(wrong: pd.DataFrame) -> str:
    parts = []
    factors, counts = np.unique(wrong["fator"].to_numpy(float), return_counts=True)
    for factor, rows in zip(factors, counts, strict=True):
        where = plural(rows, "município e ano", "municípios e anos")
        if np.isnan(factor):
            parts.append(f"em {where} nenhum fator explica a diferença")
        elif factor > 1:
            parts.append(
                f"em {where} ele é {number(factor)} vezes isso (PIB em milhares ou milhões de"
                " reais?)"
            )
        else:
            parts.append(
                f"em {where} ele é {number(1 / factor)} vezes menor (PIB per capita em milhares de"
                " reais?)"
            )
    return f"O PIB per capita não é PIB ÷ população: {'; '.join(parts)}."


def stock_jumps(subject: Subject) -> Iterator[Doubt]:
    """The stock of a UF in small businesses against that of its month before;
    municipalities in both months only.
    """
    check = check_named("salto_no_estoque")
    frame = subject.frame(
        f"""
        WITH stock AS (
            SELECT municipio, competencia, sum(quantidade) AS quantidade
            FROM {subject.rows} GROUP BY ALL
        ), paired AS (
            SELECT *, lag(competencia) OVER months AS anterior, lag(quantidade) OVER months AS antes
            FROM stock WINDOW months AS (PARTITION BY municipio ORDER BY competencia)
        )
        SELECT {uf_sql("municipio")} AS uf, competencia, anterior, sum(antes) AS antes,
            sum(quantidade) AS depois, sum(quantidade) / sum(antes) AS vezes
        FROM paired WHERE anterior IS NOT NULL GROUP BY ALL
        HAVING greatest(sum(antes), sum(quantidade)) >= $fewest
            AND (sum(quantidade) >= $times * sum(antes) OR sum(antes) >= $times * sum(quantidade))
        ORDER BY competencia, uf
        """,
        {"fewest": check.limit("fewest"), "times": check.limit("times")},
    )
    if len(frame):
        named = enumerate_first(
            (f"{row.uf} em {row.competencia}" for row in frame.head(SHOWN).itertuples()),
            len(frame),
        )
        yield Doubt(
            "salto_no_estoque",
            f"O estoque de empresas saltou de uma competência para a seguinte: {named}. No"
            f" primeiro caso foi de {number(frame.iloc[0]['antes'])} para"
            f" {number(frame.iloc[0]['depois'])} empresas.",
            len(frame),
            frame,
        )


def above_universe(subject: Subject) -> Iterator[Doubt]:
    """Municipalities whose clients of the last 12 months are more than their companies;
    needs a filled edition.
    """
    frame = subject.frame(
        """
        WITH span AS (SELECT max(month) AS until FROM cell_active_all),
        attended AS (
            SELECT municipality_id, CASE porte WHEN 'MEI' THEN 'MEI' ELSE 'ME e EPP' END AS portes,
                sum(clients) AS clientes
            FROM cell_active_all, span
            WHERE month > until - 12 AND previous <= until - 12
                AND porte IN ('MEI', 'ME', 'EPP') GROUP BY ALL
        ), newest AS (
            SELECT municipality_id,
                coalesce(max(CASE WHEN month <= until THEN month END), min(month)) AS month
            FROM company_stock, span GROUP BY ALL
        ), stock AS (
            SELECT municipality_id, portes, coalesce(sum(companies) FILTER (
                CASE porte WHEN 'MEI' THEN portes = 'MEI'
                    WHEN 'DEMAIS' THEN false ELSE portes <> 'MEI' END
                ), 0) AS empresas
            FROM company_stock JOIN newest USING (municipality_id, month),
                (VALUES ('MEI'), ('ME e EPP')) AS kinds(portes)
            GROUP BY ALL
        )
        SELECT uf, code AS municipio, name AS nome, portes, clientes, empresas
        FROM attended JOIN stock USING (municipality_id, portes)
        JOIN municipality ON id = municipality_id
        WHERE clientes > empresas AND clientes >= $fewest
        ORDER BY clientes - empresas DESC, municipio, portes
        """,
        {"fewest": check_named("cobertura_acima_de_100").limit("fewest")},
    )
    if len(frame):
        first = frame.iloc[0]
        places = plural(frame["municipio"].nunique(), "município tem", "municípios têm")
        yield Doubt(
            "cobertura_acima_de_100",
            f"{places} mais clientes atendidos em 12 meses do que empresas ativas; o maior excesso"
            f" é o de {first['nome']} ({first['uf']}): {number(first['clientes'])}"
            f" {first['portes']} atendidos de {number(first['empresas'])}.",
            len(frame),
            frame,
        )


def old_references(subject: Subject) -> Iterator[Doubt]:
    """Months of reference that stayed behind:
    of each table against the others, and of states against the country.
    """
    find = {
        "atendimentos": _old_attendances,
        "empresas": _old_stock,
        "socioeconomico": _old_population,
    }
    yield from find[subject.table](subject)


def _old_attendances(subject: Subject) -> Iterator[Doubt]:
    check = check_named("referencia_antiga")
    last = subject.frame(
        f"SELECT uf_executora AS uf, max(data_fim) AS ultimo_dia FROM {subject.rows}"
        " WHERE data_fim <= $today GROUP BY 1 ORDER BY 1",
        {"today": subject.today},
    )
    if last.empty:
        return
    days = pd.to_datetime(last["ultimo_dia"])
    newest = days.max()
    age = (pd.Timestamp(subject.today) - newest).days
    if age > check.limit("attendance_days"):
        yield _doubt(
            f"O último atendimento é de {day(newest)}, {number(age)} dias antes de hoje.", last
        )
        return
    months = (newest.year - days.dt.year) * 12 + newest.month - days.dt.month
    behind = last[months > check.limit("behind_months")]
    if len(behind):
        pairs = zip(behind["uf"], days[behind.index], strict=True)
        states = enumerate_words(f"{uf} ({_month_of(last_day)})" for uf, last_day in pairs)
        yield _doubt(
            f"Os atendimentos de alguns estados pararam antes dos do país ({_month_of(newest)}):"
            f" {states}.",
            behind,
        )


def _old_stock(subject: Subject) -> Iterator[Doubt]:
    """Against the last month with attendances, or today where there are none."""
    attendances = subject.beside.get("atendimentos")
    until = None
    if attendances:
        newest = f"SELECT max(data_fim) FROM {attendances} WHERE data_fim <= $today"
        until = subject.row(newest, {"today": subject.today})[0]
    latest = until or subject.today
    frame = subject.frame(f"""
        SELECT uf, competencia, count(*) AS municipios FROM (
            SELECT {uf_sql("municipio")} AS uf, max(competencia) AS competencia
            FROM {subject.rows} GROUP BY municipio, uf
        ) GROUP BY ALL ORDER BY competencia, uf
    """)
    oldest = str(
        Month.of(latest.year, latest.month)
        + -int(check_named("referencia_antiga").limit("stock_months"))
    )
    old = frame[frame["competencia"] < oldest]
    if len(old):
        places = plural(old["municipios"].sum(), "município", "municípios")
        last = Month.parse(old["competencia"].max()).label
        yield _doubt(
            f"Em {places} o estoque de empresas termina em {last} ou antes, e os atendimentos vão"
            f" até {_month_of(latest)}.",
            old,
        )


def _old_population(subject: Subject) -> Iterator[Doubt]:
    year = subject.row(f"SELECT max(ano) FROM {subject.rows} WHERE indicador = 'populacao'")[0]
    if year is not None and subject.today.year - year > check_named("referencia_antiga").limit(
        "population_years"
    ):
        found = pd.DataFrame({"indicador": ["populacao"], "ano": [year]})
        yield _doubt(f"A população mais nova é de {year}; há estimativas anuais do IBGE.", found)


def _doubt(sentence: str, listing: pd.DataFrame) -> Doubt:
    return Doubt("referencia_antiga", sentence, len(listing), listing)


def _month_of(value: date | pd.Timestamp) -> str:
    return f"{MONTHS[value.month - 1]}/{value.year}"
