"""The radar over the data of an edition: units of a category in which a pattern stands out among
their peers, the months that bear it, and which patterns the data cannot answer.

Patterns are those of `indicators.recognition.radar`; their rows were counted by unit and month when
the edition was built (`data_access.marts.unit_patterns`), and answers by unit and channel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from config.formatting import number, percent
from data_access.editions.reading import Edition
from data_access.queries.tables.unit_told import RESPONSE, UnitAnswers
from data_access.queries.tables.units import (
    counted_signals,
    unit_mix_rows,
    unit_signals,
    unit_sums,
)
from data_access.recognition.evidence import category_register, peer_groups, whole_scope
from indicators.recognition.radar.judge import Case, judge
from indicators.recognition.radar.months import bearing_months
from indicators.recognition.radar.patterns import (
    ALL,
    ANSWERS,
    BY_ID,
    ONE_CHANNEL,
    SELECTIVE,
    UNHAPPY,
)
from indicators.recognition_rules.measurable import UnitKind, UnitSignal
from indicators.recognition_rules.model import Category, Rules
from indicators.scope import Access, Month, Period

AT_THE_END = "fim_do_periodo"
# Of each pattern, what is counted, and among what.
COUNTED = {
    "fracionado": (UnitSignal.SPLIT, UnitSignal.WITH_TOPIC),
    "mesmo_dia": (UnitSignal.SAME_DAY, UnitSignal.WITH_DAY),
    "frequencia_75": (UnitSignal.AT_MINIMUM, UnitSignal.WITH_NEAR_MINIMUM),
    AT_THE_END: (UnitSignal.LAST_DAYS, UnitSignal.WITH_DAY),
    "clientes_movidos": (UnitSignal.MOVED, UnitSignal.WITH_FIRST),
    "gemeos": (UnitSignal.TWIN, UnitSignal.WITH_LENGTH),
    "fora_da_abertura": (UnitSignal.OUTSIDE, UnitSignal.WITH_DAY),
}
OF_ANSWERS = (SELECTIVE.id, ONE_CHANNEL.id)
NEVER_SAID = {
    "retroativo": "As tabelas não dizem em que dia um atendimento foi registrado.",
    "respostas_em_rajada": "Das respostas, as tabelas dizem o dia, e não a hora.",
    "valido_trocado": (
        "Uma edição de dados guarda o que era válido quando foi construída, e não o de antes."
    ),
}
_TOLD_ALONE = (
    "Olha só as respostas que podem ser ditas: as outras também não dão pontos, e quem as escolhe"
    " nada ganha."
)
PARTLY = {
    SELECTIVE.id: _TOLD_ALONE,
    ONE_CHANNEL.id: _TOLD_ALONE,
    "fora_da_abertura": (
        "Vê-se o que veio antes da inauguração e o domingo; as tabelas não dizem a hora nem quando"
        " uma unidade fechou."
    ),
}
NOT_COUNTED = (
    "Esta edição de dados não o conta: ou as tabelas não trazem o que ele olha, ou ela foi"
    " construída antes de ele existir."
)
BENEFIT = "Pode haver uma boa razão: pergunte."


@dataclass(frozen=True)
class Sought:
    """A pattern, whether the data can answer it, and what must be known of that (``note``)."""

    pattern: str
    answered: bool
    note: str = ""

    @property
    def title(self) -> str:
        return BY_ID[self.pattern].title

    @property
    def description(self) -> str:
        return BY_ID[self.pattern].description


@dataclass(frozen=True)
class Found:
    """A pattern of a unit, in words and, of what may be told, in numbers."""

    unit: str
    uf: str
    pattern: str
    description: str
    evidence: dict[str, Any]


def patterns_sought(edition: Edition, kind: UnitKind, access: Access) -> list[Sought]:
    """Every pattern of the radar, in its order. Of processes nothing is counted."""
    if kind is UnitKind.PROCESS:
        return []
    counted = counted_signals(edition, kind, access)
    found = []
    for pattern in (item.id for item in ALL):
        if pattern in NEVER_SAID:
            found.append(Sought(pattern, answered=False, note=NEVER_SAID[pattern]))
        elif pattern in COUNTED and COUNTED[pattern][1] not in counted:
            found.append(Sought(pattern, answered=False, note=NOT_COUNTED))
        else:
            found.append(Sought(pattern, answered=True, note=PARTLY.get(pattern, "")))
    return found


def find_patterns(edition: Edition, rules: Rules, category: Category) -> list[Found]:
    """What stands out in the units of a category, over the period of the rules; what stands out
    most first. Raises EditionError of an edition that does not know units.
    """
    if category.unit is UnitKind.PROCESS:
        return []
    register = category_register(edition, rules, category)
    signals = unit_signals(edition, category.unit, rules.months, whole_scope(rules))
    signals = signals[signals["unit"].isin(register.index)]
    wide = signals.pivot_table(
        index=["unit", "month"], columns="signal", values="cases", aggfunc="sum", fill_value=0.0
    )
    cells = _counted(wide, rules.months.end)
    channels = _answers(edition, rules, category, register.index, cells)
    cases = judge(cells, channels, peer_groups(register, category, {}))
    return [_found(case, str(register.loc[case.unit, "uf"]), wide, rules) for case in cases]


def _counted(wide: pd.DataFrame, last: Month) -> dict[str, pd.DataFrame]:
    """Of each pattern that the edition counts, ``events`` and ``exposure`` by unit."""
    found = {}
    for pattern, (signal, base) in COUNTED.items():
        if base not in wide:
            continue
        events = wide[signal] if signal in wide else wide[base] * 0
        if pattern == AT_THE_END:
            events = events.where(events.index.get_level_values("month") == last.index, 0)
        table = pd.DataFrame({"events": events, "exposure": wide[base]})
        found[pattern] = table.groupby(level="unit").sum()
    return found


def _answers(
    edition: Edition,
    rules: Rules,
    category: Category,
    units: pd.Index,
    cells: dict[str, pd.DataFrame],
) -> pd.DataFrame | None:
    """Adds who answered, and who was not pleased, to `cells`; the latter by channel is given. Of
    what may be told: the mark of other answers would tell what they are.
    """
    kind, access = category.unit, whole_scope(rules)

    def told(indicator: str, keys: list[str], *named: str) -> pd.DataFrame:
        def read(span: Period) -> pd.DataFrame:
            counted = unit_sums if keys == ["unit"] else unit_mix_rows
            return counted(edition, kind, named, span, access)

        rows = UnitAnswers(edition, kind, access).told_rows(indicator, rules.months, read)
        return rows[rows["unit"].isin(units)].groupby(keys)[list(named)].sum().astype(float)

    asked = told(RESPONSE, ["unit"], "responderam", "perguntados")
    if asked["perguntados"].any():
        cells[ANSWERS.id] = _pair(asked["responderam"], asked["perguntados"])
    scores = told("nps", ["unit"], "promotores", "respostas_nps")
    if not scores["respostas_nps"].any():
        return None
    cells[UNHAPPY.id] = _unhappy(scores)
    return _unhappy(told("nps", ["unit", "channel"], "promotores", "respostas_nps"))


def _unhappy(sums: pd.DataFrame) -> pd.DataFrame:
    return _pair(sums["respostas_nps"] - sums["promotores"], sums["respostas_nps"])


def _pair(events: pd.Series, exposure: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"events": events, "exposure": exposure}).fillna(0)


def _found(case: Case, uf: str, wide: pd.DataFrame, rules: Rules) -> Found:
    about = BY_ID[case.pattern]
    if case.pattern in OF_ANSWERS:
        # Answers of few, or all of one mind, are told by no number (docs/adr/0040).
        channel = f" Canal: {case.channel}." if case.channel else ""
        return Found(case.unit, uf, case.pattern, f"{about.description}{channel} {BENEFIT}", {})
    rate = case.expected / case.exposure
    months = _months(case, wide, rate, rules)
    share = percent(case.events / case.exposure)
    usual = number(round(case.expected)) if case.expected >= 1 else "menos de 1"
    told = (
        f"{about.title}: {number(case.events)} de {number(case.exposure)} ({share}); as outras do"
        f" grupo, com tantos, teriam {usual}. {BENEFIT}"
    )
    evidence = {
        "casos": case.events,
        "base": case.exposure,
        "esperado": round(case.expected, 2),
        "meses": months,
    }
    return Found(case.unit, uf, case.pattern, told, evidence)


def _months(
    case: Case, wide: pd.DataFrame, rate: float, rules: Rules
) -> list[dict[str, int | str | bool]]:
    """The months of a unit, whether each bears the pattern, and how much of it."""
    signal, base = COUNTED[case.pattern]
    own = wide.loc[case.unit]
    table = pd.DataFrame({"events": own[signal], "exposure": own[base]})
    if case.pattern == AT_THE_END:
        table = table.loc[[rules.months.end.index]]
    table = table[table["exposure"] > 0].sort_index()
    bears = bearing_months(table, rate)
    return [
        {"mes": str(Month(month)), "casos": int(casos), "de": int(de), "destaca": bool(stands)}
        for month, casos, de, stands in zip(
            table.index, table["events"], table["exposure"], bears, strict=True
        )
    ]


@dataclass(frozen=True)
class CaseMonth:
    """``cases`` of ``base`` attendances of a month; ``bears`` where they are more than the peers
    would have.
    """

    month: Month
    cases: int
    base: int
    bears: bool


def case_months(evidence: Mapping[str, Any]) -> list[CaseMonth]:
    """The months that the evidence of a case has, in order; none where it is about answers, which
    are not told by month (docs/adr/0067), or where a member opened it.
    """
    return [
        CaseMonth(Month.parse(item["mes"]), item["casos"], item["de"], item["destaca"])
        for item in evidence.get("meses", ())
    ]
