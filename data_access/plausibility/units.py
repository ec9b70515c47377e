"""Checks of units: fractions where the contract wants percentages."""

from collections.abc import Iterator

from config.formatting import enumerate_first, number, plural
from data_access.contract.load import table_contract
from data_access.plausibility.subject import Doubt, Subject, uf_sql
from data_access.sources.source import identifier, literal
from indicators.catalogue.definitions import SCALES, catalogue
from indicators.goals.targets import HIGHEST_SCORE, MOST_OF_A_FRACTION, ON_A_SCALE

CHECK, SCORES = "fracao_no_lugar_de_porcentagem", "nota_no_lugar_de_porcentagem"
TARGETS = "metas"
SHOWN = 3


def fractions(subject: Subject) -> Iterator[Doubt]:
    """Values above zero and up to one of what is told in hundredths, or in thousandths."""
    if subject.table == TARGETS:
        yield from _target_fractions(subject)
        return
    for column in table_contract(subject.table).columns:
        if column.unit == "%" and column.name in subject.columns:
            yield from _column_fractions(subject, column.name)


def _target_fractions(subject: Subject) -> Iterator[Doubt]:
    """A target of 0.185 of an indicator in % is one of 18.5 %, or a mistake."""
    scales = {
        definition.id: SCALES[definition.unit]
        for definition in catalogue().values()
        if definition.unit in SCALES
    }
    cases = " ".join(f"WHEN {literal(name)} THEN {scale}" for name, scale in scales.items())
    listing = (
        f"SELECT {subject.line}indicador, nivel, territorio, ano, valor, valor * escala AS seria"
        f" FROM (SELECT *, CASE indicador {cases} END AS escala FROM {subject.rows})"
        f" WHERE escala IS NOT NULL AND valor <> 0 AND abs(valor) <= {MOST_OF_A_FRACTION}"
    )
    yield from _scores(subject)
    found = subject.frame(listing)
    if found.empty:
        return
    units = {name: catalogue()[name].unit for name in found["indicador"].unique()}
    told = enumerate_first(
        (
            f"{row['indicador']} com {_plain(row['valor'])} {units[row['indicador']]} (seria"
            f" {_plain(row['seria'])}?)"
            for row in found.head(SHOWN).to_dict("records")
        ),
        len(found),
    )
    sentence = (
        f"{plural(len(found), 'meta parece', 'metas parecem')} estar em fração, e o contrato as"
        f" quer como o indicador é mostrado (20 é 20 %): {told}. Até que"
        " sejam corrigidas, nenhum número é julgado por elas."
    )
    yield Doubt(CHECK, sentence, len(found), listing)


def _scores(subject: Subject) -> Iterator[Doubt]:
    """Targets of the share of good answers that look like a mean of their scores."""
    names = ", ".join(literal(name) for name in sorted(ON_A_SCALE))
    listing = (
        f"SELECT {subject.line}indicador, nivel, territorio, ano, valor FROM {subject.rows}"
        f" WHERE indicador IN ({names}) AND valor > {MOST_OF_A_FRACTION}"
        f" AND valor <= {HIGHEST_SCORE}"
    )
    found = subject.frame(listing)
    if found.empty:
        return
    told = enumerate_first(
        (
            f"{row['indicador']} com {_plain(row['valor'])} %"
            for row in found.head(SHOWN).to_dict("records")
        ),
        len(found),
    )
    sentence = (
        f"{plural(len(found), 'meta parece', 'metas parecem')} ser a média das notas, de 1 a 5, e o"
        f" indicador é a parte de quem respondeu bem, em porcentagem: {told}. Até que sejam"
        " corrigidas, nenhum número é julgado por elas."
    )
    yield Doubt(SCORES, sentence, len(found), listing)


def _plain(value: float) -> str:
    return f"{value:.6g}".replace(".", ",")


def _column_fractions(subject: Subject, name: str) -> Iterator[Doubt]:
    cell = identifier(name)
    test = f"{cell} > 0 AND {cell} <= 1"
    filled, few = subject.row(f"SELECT count({cell}), count(*) FILTER ({test}) FROM {subject.rows}")
    if few:
        code = "municipio" if "municipio" in subject.columns else "NULL"
        listing = (
            f"SELECT {subject.line}{uf_sql(code)} AS uf, {', '.join(_key(subject))},"
            f" {cell} AS valor FROM {subject.rows} WHERE {test}"
        )
        sentence = (
            f"{plural(few, 'valor', 'valores')} de {name}, de {number(filled)}, vão de 0 a 1, como"
            " frações, e o contrato quer porcentagem: 0,75 é 0,75 %, e não 75 %."
        )
        yield Doubt(CHECK, sentence, few, listing)


def _key(subject: Subject) -> tuple[str, ...]:
    return tuple(identifier(name) for name in table_contract(subject.table).key)
