"""Targets written with a percent sign for an indicator that is no percentage: 20 % of minutes.

The sign is taken off where a column may hold percentages (20 % is 20), and only beside the
indicator does it say something else than the number does.
"""

from pathlib import Path

from config.formatting import enumerate_words, number, plural
from data_access.contract.model import Table
from data_access.plausibility.finding import Finding
from data_access.plausibility.units import TARGETS
from data_access.plausibility.writing import write_rows
from data_access.sources.source import LINE, TYPED, Source, identifier, literal
from data_access.sources.values.cells import TEXTS
from data_access.sources.values.parsing import value
from data_access.sources.workspace import Workspace
from indicators.catalogue.definitions import Unit, catalogue

CHECK = "porcentagem_de_outra_unidade"
INDICATOR, AIM = "indicador", "valor"
PERCENTAGES: tuple[Unit, ...] = ("%", "p.p.")
SHOWN = 3


def percent_signs_sql(source: Source, table: Table, rows: str) -> str:
    """The good rows of `rows` with such a target, as they came; "" where there can be none."""
    if table.name != TARGETS or source.kinds.get(AIM) not in TEXTS:
        return ""
    others = ", ".join(
        literal(each.id) for each in catalogue().values() if each.unit not in PERCENTAGES
    )
    raw, shown = identifier(AIM), f"trim(ltrim(raw.{identifier(AIM)}, '{TYPED}'))"
    return (
        f"SELECT judged.{LINE} AS linha, {value(INDICATOR)} AS indicador, {shown} AS valor"
        f" FROM {rows} AS judged JOIN (SELECT {source.record} AS place, {raw} FROM"
        f" ({source.relation}))"
        f" AS raw ON raw.place = judged.{source.record}"
        f" WHERE ok AND {value(INDICATOR)} IN ({others}) AND regexp_matches(raw.{raw}, '%\\s*$')"
        " ORDER BY 1"
    )


def percent_sentence(space: Workspace, listing: str) -> tuple[str, int]:
    """What is told of such targets, and how many they are; "" where there are none."""
    found = space.connection.execute(listing).fetchall() if listing else []
    if not found:
        return "", 0
    told = enumerate_words(
        f"{name}, contado em {_unit(name)}, com “{text}” (linha {number(line)})"
        for line, name, text in found[:SHOWN]
    )
    more = f" e mais {number(len(found) - SHOWN)}" if len(found) > SHOWN else ""
    one = len(found) == 1
    sentence = (
        f"{plural(len(found), 'meta vem', 'metas vêm')} com o sinal de porcentagem e"
        f" {'é' if one else 'são'} de indicador que não se mede em porcentagem: {told}{more}."
        f" {'Valeu' if one else 'Valeram'} como o número sem o sinal. Confira a unidade: a meta se"
        " escreve como o indicador é mostrado."
    )
    return sentence, len(found)


def percent_finding(space: Workspace, listing: str, file: Path) -> Finding | None:
    """The same for a report, with the rows in `file`."""
    sentence, rows = percent_sentence(space, listing)
    if not rows:
        return None
    write_rows(space.connection, listing, file)
    return Finding(CHECK, TARGETS, "aviso", sentence, rows, file)


def _unit(name: str) -> str:
    unit = catalogue()[name].unit
    return "número" if unit == "contagem" else unit
