"""Targets in another unit than that of their indicator: minutes written as seconds, hours or days,
against what is measured, and scores off their scale.
"""

import math
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from config.formatting import enumerate_first, number, plural
from data_access.plausibility.subject import Doubt, Subject, check_named, uf_sql
from data_access.schema.service import FIRST_RESPONSE, HANDLING, RESOLUTION
from data_access.sources.source import literal
from indicators.catalogue.definitions import Unit, indicator
from indicators.durations import histogram_quantile
from indicators.goals.targets import MOST_OF_A_FRACTION
from indicators.reputation import TOP

OFF_UNIT, OFF_SCALE = "meta_noutra_unidade", "meta_fora_da_escala"
DURATIONS = {
    "tempo_primeira_resposta": FIRST_RESPONSE,
    "tempo_resolucao": RESOLUTION,
    "tma": HANDLING,
}
LEVELS = "service_duration"  # of an edition: cases by minute
MEDIAN = 0.5
# What a target in minutes may have been written in, by how many times the measured level it is.
GUESSES = {
    60: "em segundos",
    1 / 60: "em horas",
    3600: "em segundos, de um tempo em horas",
    1 / 3600: "em horas, de um tempo em segundos",
    24: "em horas, de um tempo em dias",
    1 / 24: "em dias, de um tempo em horas",
    1 / 1440: "em dias",
    1000: "com a marca de milhar ou decimal trocada",
    1 / 1000: "com a marca de milhar ou decimal trocada",
}
# The lowest and the highest value of an indicator, by its unit.
SCALES: dict[Unit, tuple[float, float]] = {"nota": (0.0, TOP), "pontos": (-100.0, 100.0)}
SCORED = ("indice_reputacao", "nps")
SHOWN = 3
COLUMNS = f"{uf_sql('territorio')} AS uf, indicador, nivel, territorio, ano, valor"


def off_unit(subject: Subject) -> Iterator[Doubt]:
    """Targets of durations that are, of the median that an edition measures, a multiple that a unit
    explains; neither a target nor a median of zero is one of anything.
    """
    names = ", ".join(map(literal, DURATIONS))
    found = subject.frame(
        f"SELECT {COLUMNS} FROM {subject.rows}"
        f" WHERE indicador IN ({names}) AND valor > 0 ORDER BY indicador, nivel, territorio, ano"
    )
    if found.empty:
        return
    measured = _measured(subject)
    pairs = zip(found["indicador"].map(DURATIONS), found["uf"].fillna(""), strict=True)
    levels = [measured.get(pair, measured.get((pair[0], ""), math.nan)) for pair in pairs]
    found = found.assign(medido=levels)
    found = found[found["medido"] > 0]
    found = found.assign(vezes=found["valor"] / found["medido"])
    found = found.assign(talvez=[_guess(times) for times in found["vezes"]])
    found = found[found["talvez"] != ""]
    if found.empty:
        return
    told = enumerate_first(map(_told, found.head(SHOWN).to_dict("records")), len(found))
    one = len(found) == 1
    sentence = (
        f"{plural(len(found), 'meta de tempo parece', 'metas de tempo parecem')} estar noutra"
        f" unidade, e o contrato {'a' if one else 'as'} quer em minutos: {told}. Enquanto não"
        f" {'for corrigida' if one else 'forem corrigidas'}, os números são julgados por"
        f" {'ela' if one else 'elas'}."
    )
    yield Doubt(OFF_UNIT, sentence, len(found), found)


def _measured(subject: Subject) -> dict[tuple[str, str], float]:
    """The median minutes by kind and UF, and by kind in the country (an empty UF), where there are
    enough cases.
    """
    fewest = check_named(OFF_UNIT).limit("fewest")
    cases = subject.frame(
        f"SELECT kind, executing_uf AS uf, minutes, sum(cases)::BIGINT AS cases FROM {LEVELS}"
        " GROUP BY ALL"
    )
    everywhere = cases.assign(uf="")
    groups = pd.concat([cases, everywhere]).groupby(["kind", "uf"])
    return {
        (str(kind), str(uf)): histogram_quantile(group["minutes"], group["cases"], MEDIAN)[0]
        for (kind, uf), group in groups
        if group["cases"].sum() >= fewest
    }


def _guess(times: float) -> str:
    """The unit that explains a target so many times what is measured; empty where none does."""
    within = check_named(OFF_UNIT).limit("within")
    factor = min(GUESSES, key=lambda factor: abs(math.log(times / factor)))
    return GUESSES[factor] if abs(math.log(times / factor)) <= math.log(within) else ""


def _told(row: Mapping[Hashable, Any]) -> str:
    value, level, times = row["valor"], row["medido"], row["vezes"]
    far = f"{number(times)} vezes isso" if times > 1 else f"{number(1 / times)} vezes menos"
    return (
        f"{row['indicador']} de {row['territorio']} em {row['ano']} com {_plain(value)} minutos,"
        f" onde se medem {_plain(level)} ({far}; {row['talvez']}?)"
    )


def off_scale(subject: Subject) -> Iterator[Doubt]:
    """Targets of scores that are off their scale; and of scores that begin at zero, those that seem
    to be fractions of one (0.85 for 8.5).
    """
    tests = [
        f"indicador = {literal(name)} AND (valor < {low} OR valor > {high}"
        f" OR {low} = 0 AND valor > 0 AND valor <= {MOST_OF_A_FRACTION})"
        for name in SCORED
        for low, high in [SCALES[indicator(name).unit]]
    ]
    listing = f"SELECT {subject.line}{COLUMNS} FROM {subject.rows} WHERE {' OR '.join(tests)}"
    found = subject.frame(listing)
    if found.empty:
        return
    told = enumerate_first(
        (
            f"{row['indicador']} com {_plain(row['valor'])} (vai de {_scale(row['indicador'])})"
            for row in found.head(SHOWN).to_dict("records")
        ),
        len(found),
    )
    one = len(found) == 1
    sentence = (
        f"{plural(len(found), 'meta está', 'metas estão')} fora da escala do indicador, ou"
        f" {'parece' if one else 'parecem'} fração dela, e ninguém {'a' if one else 'as'} pode"
        f" atingir, ou todos {'a' if one else 'as'} atingem: {told}."
    )
    yield Doubt(OFF_SCALE, sentence, len(found), listing)


def _scale(name: str) -> str:
    low, high = SCALES[indicator(name).unit]
    return f"{number(low)} a {number(high)}"


def _plain(value: float) -> str:
    return number(value, 0 if value == round(value) else 2)
