"""Which indicators of the catalogue can be measured of a team, a partner, an initiative or an
attendant, and from which counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """Whose rows are ranked. Processes are entries that the committee registers: nothing is counted
    of them.
    """

    TEAM = "equipe"
    PARTNER = "parceiro"
    INITIATIVE = "iniciativa"
    ATTENDANT = "atendente"
    PROCESS = "processo"


COUNTED_KINDS = (UnitKind.TEAM, UnitKind.PARTNER, UnitKind.INITIATIVE, UnitKind.ATTENDANT)
UNIT_NOUNS = {
    UnitKind.TEAM: ("equipe", "equipes"),
    UnitKind.PARTNER: ("parceiro", "parceiros"),
    UnitKind.INITIATIVE: ("iniciativa", "iniciativas"),
    UnitKind.ATTENDANT: ("atendente", "atendentes"),
    UnitKind.PROCESS: ("processo", "processos"),
}


class Family(StrEnum):
    """What kind of number a measure is, and so how chance moves it."""

    SHARE = "parcela"  # cases of a number of trials
    SCORE = "saldo"  # those for, minus those against, of all who answered
    COUNT = "contagem"  # events over months of activity
    RATE = "taxa"  # events over a base that is not made of trials
    DURATION = "duração"  # minutes, of which the logarithm is added up


@dataclass(frozen=True)
class UnitMeasure:
    """The counts that a measure is made of, by their names in the edition (`unit_count`).

    ``against`` is what a score subtracts. CLIENTS and RETURNING stand for distinct clients of the
    window, which no month can be added up to.
    """

    family: Family
    numerator: str
    denominator: str | None = None
    against: str | None = None
    kinds: tuple[UnitKind, ...] = COUNTED_KINDS


CLIENTS, RETURNING = "clientes", "clientes_recorrentes"
ACTIVE_MONTHS = "meses_ativos"
LOG_SCALE = 1_000_000  # logarithms of minutes are kept as whole millionths, which add up exactly
_SERVICE = (UnitKind.TEAM, UnitKind.PARTNER)


def _duration(name: str, kinds: tuple[UnitKind, ...] = COUNTED_KINDS) -> UnitMeasure:
    return UnitMeasure(Family.DURATION, f"{name}_log", f"{name}_casos", f"{name}_log2", kinds)


MEASURABLE: Mapping[str, UnitMeasure] = {
    "pequenos_negocios_atendidos": UnitMeasure(Family.COUNT, CLIENTS),
    "atendimentos_realizados": UnitMeasure(Family.COUNT, "atendimentos_pj"),
    "atendimentos_pf_pj": UnitMeasure(Family.COUNT, "atendimentos"),
    "recorrencia": UnitMeasure(Family.SHARE, RETURNING, CLIENTS),
    "canais_digitais": UnitMeasure(Family.SHARE, "digitais", "canais_conhecidos"),
    "portfolio_gestao": UnitMeasure(Family.SHARE, "portfolio", "portfolio_base"),
    "portfolio_sincrono": UnitMeasure(Family.SHARE, "sincronos", "sincronos_base"),
    "taxa_resposta": UnitMeasure(Family.SHARE, "responderam", "perguntados"),
    "nps": UnitMeasure(Family.SCORE, "promotores", "respostas_nps", "detratores"),
    "csat": UnitMeasure(Family.SHARE, "satisfeitos", "respostas_csat"),
    "ces": UnitMeasure(Family.SHARE, "faceis", "respostas_ces"),
    "tma": _duration("atendimento"),
    "percepcao_aumento_renda": UnitMeasure(
        Family.SHARE, "renda_subiu", "respostas_renda", kinds=(UnitKind.INITIATIVE,)
    ),
    "resolucao_primeiro_contato": UnitMeasure(
        Family.SHARE, "primeiro_contato", "primeiro_contato_conhecido", kinds=_SERVICE
    ),
    "nivel_servico": UnitMeasure(Family.SHARE, "no_prazo", "prazo_conhecido", kinds=_SERVICE),
    "reclamacoes_mil": UnitMeasure(
        Family.RATE, "reclamacoes", "atendimentos_da_unidade", kinds=_SERVICE
    ),
    "reclamacoes_resolvidas": UnitMeasure(
        Family.SHARE, "reclamacoes_resolvidas", "reclamacoes_de_fim_conhecido", kinds=_SERVICE
    ),
    "tempo_primeira_resposta": _duration("primeira_resposta", _SERVICE),
    "tempo_resolucao": _duration("resolucao", _SERVICE),
}
# What an edition counts of units by month, in one order.
COUNTS_BY_MONTH = tuple(
    dict.fromkeys(
        count
        for measure in MEASURABLE.values()
        for count in (measure.numerator, measure.denominator, measure.against)
        if count and count not in (CLIENTS, RETURNING)
    )
)


class UnitSignal(StrEnum):
    """What the radar counts, by unit and month: rows that a pattern marks, and (``WITH…``) the rows
    among which it looks for them. An edition that never counted a pattern has no row of its base.
    """

    SPLIT = "fracionado"  # after another of the client on the topic, a day to three before
    SAME_DAY = "mesmo_dia"  # attendances of a client beyond the first of the day
    AT_MINIMUM = "frequencia_75"  # from 75 to under 78 per cent
    LAST_DAYS = "fim_do_mes"  # of the last five days of the month
    MOVED = "cliente_movido"  # first of a client whom another unit attended shortly before
    TWIN = "gemeo"  # client, day, topic and length are those of another unit's
    OUTSIDE = "fora_da_abertura"  # before the partner was opened, or on a Sunday
    WITH_DAY = "com_dia"
    WITH_TOPIC = "com_tema"
    WITH_NEAR_MINIMUM = "com_frequencia_perto"  # from 65 to 85 per cent
    WITH_FIRST = "com_primeiro"  # the first of each client here
    WITH_LENGTH = "com_tema_e_duracao"


# Whose cases the edition keeps by what a unit does not choose.
ADJUSTABLE = ("nps", "csat", "ces")
# What is counted of answers for them, in one order.
ANSWERED = (
    *("promotores", "detratores", "respostas_nps"),
    *("satisfeitos", "respostas_csat", "faceis", "respostas_ces"),
)
# Of answers of people: a group of few, or of one mind, is not told (docs/adr/0040).
OPINIONS = {"nps", "csat", "ces", "percepcao_aumento_renda", "taxa_resposta"}
COUNTS_OF_OPINIONS = frozenset(
    count
    for measure in map(MEASURABLE.__getitem__, OPINIONS)
    for count in (measure.numerator, measure.denominator, measure.against)
    if count
)


def indicators_of(kind: UnitKind) -> tuple[str, ...]:
    """The indicators that units of a kind can have, in the order of the table above."""
    return tuple(name for name, measure in MEASURABLE.items() if kind in measure.kinds)
