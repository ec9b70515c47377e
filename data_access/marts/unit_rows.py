"""Counted attendances with what the units are counted by, read and judged once for all kinds
(DuckDB, temporary).
"""

import duckdb

from data_access.marts.service import channel_classes_sql, instrument_classes_sql
from data_access.schema import tables as schema
from indicators.recognition.radar.patterns import AROUND, FREQUENCY, HEAP, LAST_DAYS
from indicators.recognition_rules.measurable import LOG_SCALE, UnitSignal
from indicators.scope import SMALL_BUSINESSES

SUNDAY = 0
UNITS = "team, partner, initiative, attendant"


def load_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """`unit_row`: a row per counted attendance, with the units whose it is, a column for each of
    `flags`, how long it took, how many answered about it, and the number of its client where that
    is a small business. Needs `source_says` and `asked_month`.
    """
    portes = ", ".join(f"'{porte}'" for porte in SMALL_BUSINESSES)
    listed = ", ".join(f"coalesce({sql}, false) AS {name}" for name, sql in flags().items())
    logarithm = "ln(greatest(floor(minutos), 1))"
    connection.execute(f"""
        CREATE TEMP TABLE unit_row AS
        SELECT {UNITS}, a.month, a.executing_uf, copies, k.client_id, {listed},
            round({logarithm} * {LOG_SCALE})::INTEGER AS logarithm,
            round({logarithm} ** 2 * {LOG_SCALE})::BIGINT AS square, r.answered::INTEGER AS answered
        FROM counted a JOIN source_says s USING (source)
        JOIN ({channel_classes_sql()}) USING (channel)
        JOIN ({instrument_classes_sql()}) USING (instrument)
        LEFT JOIN (
            SELECT TRY_CAST(partner_id AS word) AS partner, opened_on FROM partner
        ) p USING (partner)
        LEFT JOIN asked_month m ON m.executing_uf = a.executing_uf AND m.month = a.month
        LEFT JOIN answered r USING (id_atendimento)
        LEFT JOIN (
            SELECT id_cliente, tipo_cliente, client_id FROM client_key SEMI JOIN (
                SELECT client_id FROM client WHERE porte IN ({portes})
            ) USING (client_id)
        ) k USING (id_cliente, tipo_cliente)
    """)


def flags() -> dict[str, str]:
    """What an attendance is counted in, and the condition of each in SQL."""
    end = "data_fim::DATE"
    topic = f"theme <> '{schema.NOT_INFORMED}'"
    return {
        "atendimentos_pj": "tipo_cliente = 'PJ'",
        "canais_conhecidos": "digital IS NOT NULL",
        "digitais": "digital",
        "portfolio_base": "usa_solucao AND s.portfolio",
        "portfolio": "usa_solucao AND portfolio_gestao AND s.portfolio",
        "sincronos_base": "usa_solucao AND s.synchronous",
        "sincronos": "usa_solucao AND portfolio_gestao AND sincrono AND teaches AND s.synchronous",
        "atendimento_casos": "minutos IS NOT NULL",
        "perguntados": "m.month IS NOT NULL",
        UnitSignal.AT_MINIMUM: f"frequency >= {FREQUENCY} AND frequency < {FREQUENCY + HEAP}",
        UnitSignal.WITH_NEAR_MINIMUM: f"abs(frequency - {FREQUENCY}) <= {AROUND}",
        UnitSignal.LAST_DAYS: f"last_day({end}) - {end} < {LAST_DAYS}",
        UnitSignal.OUTSIDE: f"coalesce({end} < p.opened_on, false) OR dayofweek({end}) = {SUNDAY}",
        UnitSignal.WITH_DAY: "true",
        UnitSignal.WITH_TOPIC: topic,
        UnitSignal.WITH_LENGTH: f"{topic} AND minutos IS NOT NULL",
    }
