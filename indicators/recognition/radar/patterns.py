"""Patterns that ask for a look: what each says, and which rows it is made of.

A pattern marks rows among those that it counts. What is usual is learned from the peers
(`indicators.recognition.radar.judge`): everybody has a client who came twice on a day. Each is a
question to a person; none is a proof.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import pandas as pd

SPLIT_DAYS, LAST_DAYS, LATE_DAYS, BURST_MINUTES, MOVED_DAYS = 3, 5, 30, 2, 60
FREQUENCY, HEAP, AROUND = 75.0, 3.0, 10.0
PROMOTER = 9
OPEN_HOURS = (6, 23)


@dataclass(frozen=True)
class Rows:
    """``attendances``: ``unit``, ``client``, ``day``, and optionally ``start`` (moment),
    ``recorded`` (day it was written down), ``topic``, ``minutes``, ``frequency``, ``channel``,
    ``answered`` (moment of the answer, NaT without one), ``score`` (0–10), ``valid_before`` and
    ``valid`` (in the import before and in this one). ``units``, by unit: ``opened`` and ``closed``.
    ``last`` is the last day of the period.
    """

    attendances: pd.DataFrame
    units: pd.DataFrame
    last: pd.Timestamp


class Marks(NamedTuple):
    """Of each row, whether the pattern counts it, and whether it marks it."""

    counted: pd.Series
    marked: pd.Series


class Side(StrEnum):
    MANY = "muitas"
    FEW = "poucas"


@dataclass(frozen=True)
class Pattern:
    """``description`` is the plain words of what was seen, ``needs`` the optional columns without
    which it is not measured, and ``side`` whether many or few marks are unusual.
    """

    id: str
    title: str
    description: str
    mark: Callable[[Rows], Marks]
    needs: tuple[str, ...] = ()
    side: Side = Side.MANY


def _all(rows: Rows) -> pd.Series:
    return pd.Series(True, index=rows.attendances.index)


def _split(rows: Rows) -> Marks:
    """Follows another of the same client on the same topic, a day to three before."""
    table = rows.attendances
    ordered = table.sort_values(["unit", "client", "topic", "day"], kind="stable")
    before = ordered.groupby(["unit", "client", "topic"])["day"].shift()
    gap = (ordered["day"] - before).dt.days
    return Marks(table["topic"].notna(), gap.between(1, SPLIT_DAYS).reindex(table.index))


def _same_day(rows: Rows) -> Marks:
    return Marks(_all(rows), rows.attendances.duplicated(["unit", "client", "day"]))


def _heaped(rows: Rows) -> Marks:
    away = rows.attendances["frequency"] - FREQUENCY
    return Marks(away.between(-AROUND, AROUND), away.between(0, HEAP, inclusive="left"))


def _last_days(rows: Rows) -> Marks:
    from_the_end = (rows.last - rows.attendances["day"]).dt.days
    return Marks(_all(rows), from_the_end.between(0, LAST_DAYS - 1))


def _late(rows: Rows) -> Marks:
    delay = (rows.attendances["recorded"] - rows.attendances["day"]).dt.days
    return Marks(delay.notna(), delay > LATE_DAYS)


def _unanswered(rows: Rows) -> Marks:
    """Answers among attendances: few of them, where all are happy, were chosen."""
    return Marks(_all(rows), rows.attendances["answered"].notna())


def _unhappy(rows: Rows) -> Marks:
    score = rows.attendances["score"]
    return Marks(score.notna(), score < PROMOTER)


def _burst(rows: Rows) -> Marks:
    table = rows.attendances.dropna(subset=["answered"]).sort_values("answered", kind="stable")
    gap = table.groupby("unit")["answered"].diff()
    near = gap <= pd.Timedelta(minutes=BURST_MINUTES)
    index = rows.attendances.index
    return Marks(rows.attendances["answered"].notna(), near.reindex(index, fill_value=False))


def _moved(rows: Rows) -> Marks:
    """A client that another unit attended shortly before, at its first attendance here. On one day
    the unit whose code comes first is taken to be the first.
    """
    table = rows.attendances.sort_values(["client", "day", "unit"], kind="stable")
    clients = table.groupby("client")
    other = clients["unit"].shift()
    gap = (table["day"] - clients["day"].shift()).dt.days
    first_here = ~table.duplicated(["client", "unit"])
    moved = first_here & other.notna() & other.ne(table["unit"]) & gap.between(1, MOVED_DAYS)
    index = rows.attendances.index
    return Marks(first_here.reindex(index), moved.reindex(index))


def _twins(rows: Rows) -> Marks:
    """The same client, day, topic and length in another unit."""
    table = rows.attendances
    key = ["client", "day", "topic", "minutes"]
    units = table.groupby(key)["unit"].transform("nunique")
    return Marks(table[["topic", "minutes"]].notna().all(axis=1), units > 1)


def _closed(rows: Rows) -> Marks:
    """Before the unit was opened or after it closed, at night where the hour is known, or on a
    Sunday.
    """
    table = rows.attendances
    dates = rows.units.reindex(table["unit"])
    day = table["day"].to_numpy()
    outside = (day < dates["opened"].to_numpy()) | (day > dates["closed"].to_numpy())
    night = pd.Series(False, index=table.index)
    if "start" in table:
        hour = table["start"].dt.hour
        night = hour.notna() & ~hour.between(OPEN_HOURS[0], OPEN_HOURS[1] - 1)
    sunday = table["day"].dt.day_of_week.eq(6)
    return Marks(_all(rows), pd.Series(outside, index=table.index) | night | sunday)


def _flipped(rows: Rows) -> Marks:
    before, now = rows.attendances["valid_before"], rows.attendances["valid"]
    known = before.notna() & now.notna()
    return Marks(known, known & before.eq(False) & now.eq(True))


PATTERNS = (
    Pattern(
        "fracionado",
        "Um atendimento dividido em vários",
        "O mesmo cliente, no mesmo tema, volta de um a três dias depois muito mais do que nas"
        " outras unidades.",
        _split,
        ("topic",),
    ),
    Pattern(
        "mesmo_dia",
        "Vários no dia para um cliente",
        "Muitos clientes têm dois ou mais atendimentos no mesmo dia.",
        _same_day,
    ),
    Pattern(
        "frequencia_75",
        "Frequência amontoada em 75",
        "A frequência cai em 75, 76 ou 77 % muito mais do que logo abaixo ou acima.",
        _heaped,
        ("frequency",),
    ),
    Pattern(
        "fim_do_periodo",
        "Corrida nos últimos dias",
        "Os cinco últimos dias do período têm uma parte muito grande dos atendimentos.",
        _last_days,
    ),
    Pattern(
        "retroativo",
        "Registros com data de antes",
        "Muitos atendimentos foram registrados mais de 30 dias depois da data que trazem.",
        _late,
        ("recorded",),
    ),
    Pattern(
        "respostas_em_rajada",
        "Respostas em rajada",
        "Muitas respostas à pesquisa chegam a menos de dois minutos uma da outra.",
        _burst,
        ("answered",),
    ),
    Pattern(
        "clientes_movidos",
        "Clientes que mudam de unidade",
        "Muitos clientes novos eram atendidos por outra unidade até pouco antes.",
        _moved,
    ),
    Pattern(
        "gemeos",
        "Os mesmos atendimentos em duas unidades",
        "Cliente, dia, tema e duração se repetem em outra unidade.",
        _twins,
        ("topic", "minutes"),
    ),
    Pattern(
        "fora_da_abertura",
        "Atendimentos fora da abertura",
        "Muitos atendimentos antes de a unidade abrir, depois de fechar, à noite ou no domingo.",
        _closed,
    ),
    Pattern(
        "valido_trocado",
        "Inválidos que viraram válidos",
        "Muitos atendimentos eram inválidos na importação anterior e são válidos nesta.",
        _flipped,
        ("valid_before", "valid"),
    ),
)
# Together: few answer, and nearly all who do are happy.
ANSWERS = Pattern("respostas", "", "", _unanswered, ("answered",), Side.FEW)
UNHAPPY = Pattern("criticas", "", "", _unhappy, ("score",), Side.FEW)
SELECTIVE = Pattern(
    "respostas_escolhidas",
    "Pesquisas só para quem gostou",
    "Poucos respondem, e quase todos os que respondem dão 9 ou 10.",
    _unhappy,
    ("answered", "score"),
    Side.FEW,
)
ONE_CHANNEL = Pattern(
    "so_promotores_num_canal",
    "Só elogios num canal",
    "Num dos canais, quase nenhuma resposta é crítica, ao contrário das outras unidades.",
    _unhappy,
    ("score", "channel"),
    Side.FEW,
)
ALL = (*PATTERNS, SELECTIVE, ONE_CHANNEL)
BY_ID = {pattern.id: pattern for pattern in ALL}


def can_measure(pattern: Pattern, rows: Rows) -> bool:
    """Whether the columns that it needs are there, with something in them."""
    table = rows.attendances
    return all(name in table and bool(table[name].notna().any()) for name in pattern.needs)


def cells_of(pattern: Pattern, rows: Rows, *by: str) -> pd.DataFrame:
    """``events`` and ``exposure`` by unit, and by more columns where told."""
    counted, marked = pattern.mark(rows)
    counted = counted.fillna(False).astype(bool)
    table = rows.attendances
    frame = pd.DataFrame(
        {
            "events": (marked.fillna(False).astype(bool) & counted).astype(np.int64),
            "exposure": counted.astype(np.int64),
        }
    )
    return frame.groupby([table[name] for name in ("unit", *by)]).sum()


def evidence(pattern: Pattern, rows: Rows, unit: str) -> pd.DataFrame:
    """The attendances of a unit that the pattern marks."""
    counted, marked = pattern.mark(rows)
    inside = counted.fillna(False).astype(bool) & marked.fillna(False).astype(bool)
    return rows.attendances[inside & rows.attendances["unit"].eq(unit)]
