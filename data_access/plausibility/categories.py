"""Checks of what sources write in lists of their own: two spellings of one value, and values that a
rule does not know.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from config.attendance_rule import attendance_rule
from config.formatting import enumerate_first, name_key, plural
from config.inclusion import inclusion_rule
from config.place_sizes import place_sizes
from config.service import service_rule
from data_access.contract.load import table_contract
from data_access.places.keys import key
from data_access.plausibility.subject import Doubt, Subject
from data_access.sources.source import identifier
from data_access.sources.values.partner_status import ACTIVE, INACTIVE, NOT_DECLARED
from indicators.catalogue.definitions import catalogue
from indicators.neighbours import INPUTS

SPELLINGS, UNKNOWN = "grafias_de_um_valor", "valor_que_a_regra_nao_conhece"
MOST = 500  # values of a column; one with more is no list
SHOWN = 5
# Of letters and digits that two names share, for one to be told beside the other; where a list is
# open, for it to be told at all (“Atendimento” is no misspelt “Agendamento”).
NEAR, NEARLY_THE_SAME = 0.72, 0.85

# Read without capital letters and accents by the rule that they are for: their spellings are one.
FOLDED = {
    "atendimentos": frozenset({"situacao", "tipo_atendimento"}),
    "parceiros": frozenset({"situacao"}),
}
NETWORK_KIND = "Sala do Empreendedor"  # the kind of partner that indicators of the network count


def two_spellings(subject: Subject) -> Iterator[Doubt]:
    """Values of one column that are the same by letters and digits."""
    found = []
    for column in _categories(subject):
        by_key = defaultdict(list)
        for value, rows in _values(subject, column).items():
            by_key[key(value)].append((value, rows))
        for name, spellings in by_key.items():
            if name and len(spellings) > 1:
                found += [(column, value, rows, spellings[0][0]) for value, rows in spellings[1:]]
    if not found:
        return
    frame = pd.DataFrame(found, columns=["coluna", "valor", "linhas", "mais_frequente"])
    told = enumerate_first(
        (
            f"“{row['valor']}” e “{row['mais_frequente']}” em {row['coluna']}"
            for row in frame.head(SHOWN).to_dict("records")
        ),
        len(frame),
    )
    sentence = (
        f"O mesmo valor vem escrito de mais de uma forma, e cada forma conta como outro: {told}."
    )
    yield Doubt(SPELLINGS, sentence, len(frame), frame)


def unknown_to_rules(subject: Subject) -> Iterator[Doubt]:
    """Values that the rules of channels, of the valid attendance or the catalogue do not know.

    A list that is closed (channels, indicators) tells all of them; of one that is open (situations)
    only what nearly is a value that the rule knows, and of one that is read to the letter only what
    is the same by letters and digits.
    """
    found = []
    for column, known in _known(subject.table).items():
        if column not in subject.columns:
            continue
        names = {key(name): name for name in known.names}
        exact = {known.same(name) for name in known.names}
        for value, rows in _values(subject, column).items():
            if known.same(value) in exact:
                continue
            near = get_close_matches(key(value), names, n=1, cutoff=known.cutoff)
            if known.closed or near:
                found.append((column, value, rows, names[near[0]] if near else ""))
    if not found:
        return
    frame = pd.DataFrame(found, columns=["coluna", "valor", "linhas", "mais_proximo"])
    told = enumerate_first((_told(*row) for row in found[:SHOWN]), len(frame))
    sentence = f"Há valores que as regras não conhecem: {told}."
    yield Doubt(UNKNOWN, sentence, int(frame["linhas"].sum()), frame)


def _told(column: str, value: str, rows: int, near: str) -> str:
    maybe = f"; seria “{near}”?" if near else ""
    return f"“{value}” em {column} ({plural(rows, 'linha', 'linhas')}{maybe})"


@dataclass(frozen=True)
class _Known:
    """What a rule reads by names: whether there are no others, and what two spellings that the rule
    takes for one have in common (letters without capitals and accents, but for some).
    """

    names: tuple[str, ...]
    closed: bool = False
    same: Callable[[str], str] = name_key

    @property
    def cutoff(self) -> float:
        if self.same is str:
            return 1.0
        return NEAR if self.closed else NEARLY_THE_SAME


def _known(table: str) -> dict[str, _Known]:
    """Of each column that a rule reads by names, which."""
    channels = service_rule().channels
    known_channels = (*channels.digital, *channels.not_digital)
    match table:
        case "atendimentos":
            texts = {
                rule["column"]: _Known(tuple(map(str, rule["values"])))
                for rule in (clause.model_dump() for clause in attendance_rule().clause)
                if rule["column"] in ("situacao", "tipo_atendimento")
            }
            return {**texts, "canal": _Known(known_channels, closed=True)}
        case "parceiros":
            statuses = _Known((*ACTIVE, *INACTIVE, NOT_DECLARED), closed=True, same=key)
            return {"tipo": _Known((NETWORK_KIND,)), "situacao": statuses}
        case "contatos":
            return {"canal": _Known(known_channels)}
        case "metas" | "criterios":
            # A target may be of what the programme asks and no indicator shows.
            asked = tuple(table_contract("metas").column("indicador").values)
            return {"indicador": _Known((*catalogue(), *asked), closed=True)}
        case "socioeconomico":
            return {"indicador": _Known(_facts_read(), same=str)}
    return {}


def _facts_read() -> tuple[str, ...]:
    """The indicators of places that the product reads; others are kept for who asks for them."""
    of_groups = {
        name
        for group in inclusion_rule().group
        for name in (group.reference, group.population, *(group.adults or ()))
    }
    return tuple(sorted({*INPUTS, *of_groups, place_sizes().indicator}))


def _categories(subject: Subject) -> list[str]:
    return [
        column.name
        for column in table_contract(subject.table).of_type("categoria")
        if column.name in subject.columns
        and column.name not in FOLDED.get(subject.table, frozenset())
    ]


def _values(subject: Subject, column: str) -> dict[str, int]:
    """The distinct values with their rows, the commonest first; none where they are too many."""
    cell = identifier(column)
    frame = subject.frame(
        f"SELECT {cell} AS value, count(*) AS n FROM {subject.rows} WHERE {cell} IS NOT NULL"
        f" GROUP BY 1 ORDER BY n DESC, value LIMIT {MOST + 1}"
    )
    return {} if len(frame) > MOST else dict(zip(frame["value"], frame["n"], strict=True))
