"""Which sums of answers are told: those of whole blocks (`opinion_block`; docs/adr/0040)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from data_access.editions.server.sight import Shared
from data_access.queries.base.frames import read_frame
from data_access.queries.base.known import Known
from data_access.queries.base.places import members_by_unit
from data_access.queries.base.question import Question
from data_access.queries.base.told_blocks import Blocks, Members
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.schema import opinions
from data_access.schema import tables as schema
from indicators.disclosure.windows import Piece, whole_parts, window_pieces
from indicators.measure import WITHOUT_CASES, Status
from indicators.scope import Access, Month, Period, Scope

b = schema.opinion_block.c
FILTERS = {opinions.BY_CHANNEL: "channel", opinions.BY_PARTNER: "partner"}
KEYS = ["last_month", "code", "name"]
NONE = pd.MultiIndex.from_frame(pd.DataFrame(columns=KEYS))
CELLS: dict[str, tuple[sa.Table, sa.ColumnElement[int]]] = {
    opinions.NPS: (schema.survey_cell, schema.survey_cell.c.nps),
    opinions.CSAT: (schema.survey_cell, schema.survey_cell.c.csat),
    opinions.CES: (schema.survey_cell, schema.survey_cell.c.ces),
    opinions.ANSWERED: (schema.response_cell, schema.response_cell.c.answered),
    opinions.RATING: (schema.complaint_cell, schema.complaint_cell.c.rating),
    opinions.WOULD_RETURN: (
        schema.complaint_cell,
        sa.cast(schema.complaint_cell.c.would_return, sa.Integer),
    ),
    opinions.AFTERWARDS: (schema.detractor_cell, schema.detractor_cell.c.detractors),
    opinions.WAITED: (schema.detractor_cell, schema.detractor_cell.c.detractors),
    opinions.INCOME: (schema.income_cell, schema.income_cell.c.answers),
}
COMMENTS = (schema.comment_cell, schema.comment_cell.c.comments)
FIGURES = ("numerator", "denominator", "subtracted", "value", "lower", "upper", "n")
# An edition does not change: what it says of a subject is read once.
_spans: Known[Period | None] = Known(1_000, Shared.SPANS)
_blocks: Known[Blocks] = Known(1_000, Shared.BLOCKS)


@dataclass(frozen=True)
class AskedAnswers:
    """Sums of the answers to one question (`opinions`), over territories of `level`.

    Scopes differ in their period alone. ``last`` is the month of the year in which the edition
    ends; ``by_unit``, whether answers are of the unit that attended.
    """

    subject: str
    scopes: Sequence[Scope]
    access: Access
    level: str
    by_unit: bool
    last: int

    @classmethod
    def of(cls, question: Question, subject: str) -> "AskedAnswers":
        """What a question about an indicator asks of a subject."""
        return cls(
            subject=subject,
            scopes=question.scopes,
            access=question.access,
            level=question.level,
            by_unit=question.by_unit,
            last=question.closed.end.month,
        )


def asked_answers(
    closed: Period, subject: str, scope: Scope, access: Access, *, by_unit: bool, level: str = ""
) -> AskedAnswers:
    """The answers of a scope, by territories of `level` ("": as one), of an edition that
    is closed in those months.
    """
    return AskedAnswers(
        subject=subject,
        scopes=[scope],
        access=access,
        level=level or scope.territory.level,
        by_unit=by_unit,
        last=closed.end.month,
    )


def without_untold(
    connection: sa.Connection, frame: pd.DataFrame, asked: AskedAnswers
) -> pd.DataFrame:
    """Rows of territories (``last_month``, ``code``, ``name``) without the figures that are not
    told.
    """
    figures = [name for name in FIGURES if name in frame]
    untold = untold_territories(connection, asked)
    if not len(untold):
        return frame.astype(dict.fromkeys(figures, float))
    key = pd.MultiIndex.from_frame(frame[KEYS].astype(object).fillna(""))
    hidden = key.isin(untold) & ~frame["status"].isin(WITHOUT_CASES)
    return frame.assign(
        **{name: frame[name].astype(float).mask(hidden) for name in figures},
        status=frame["status"].mask(hidden, Status.SUPPRESSED),
    )


def untold_territories(connection: sa.Connection, asked: AskedAnswers) -> pd.MultiIndex:
    """Keys (last_month, code, name) of the territories whose sums are not told."""
    known = _span(connection, asked)
    if known is None:
        return NONE
    places = _territories(connection, asked)
    found = dict.fromkeys(
        (scope.period.end.index, *places.names[number])
        for scope in asked.scopes
        for number in sorted(_broken(connection, asked, scope, known, places))
    )
    return pd.MultiIndex.from_tuples(list(found), names=KEYS) if found else NONE


def untold_values(
    connection: sa.Connection, asked: AskedAnswers, division: str
) -> Callable[[str], bool]:
    """Whether the sum of the scope's territory over a channel, partner, team or initiative is not
    told.
    """
    scope, parts = asked.scopes[0], told_parts(connection, asked)
    if (
        is_never_told(scope, by_unit=asked.by_unit, division=division)
        or parts is None
        or not _has_states(asked)
    ):
        return lambda _value: True
    rows = _blocks_of(connection, asked, division).of(parts)
    rows = rows[rows["place"].isin(_territories(connection, asked).ufs)]
    broken = set(_broken_blocks(rows, ["value"])["value"])
    return lambda value: value in broken


def told_parts(connection: sa.Connection, asked: AskedAnswers) -> list[Period] | None:
    """The parts of years that the first scope is made of; None where it cuts one."""
    known = _span(connection, asked)
    return whole_parts(asked.scopes[0].period, known, asked.last) if known else []


def is_never_told(scope: Scope, *, by_unit: bool, division: str | None = None) -> bool:
    """Whether channels and partners are asked together, or what is of the unit by the client:
    whatever the period and the territory.
    """
    kept = {name for name in FILTERS if getattr(scope, FILTERS[name])}
    divisions = kept | ({division} if division else set())
    return len(divisions) > 1 or (not by_unit and bool(divisions & {*opinions.OF_UNITS}))


def _is_comment(subject: str) -> bool:
    return subject.startswith(opinions.COMMENT)


def _of_parts_alone(subject: str) -> bool:
    """Whether a subject is told of years and their parts alone, and of no channel or partner."""
    return subject in (opinions.AFTERWARDS, opinions.WAITED) or _is_comment(subject)


def _has_states(asked: AskedAnswers) -> bool:
    """Whether the territories asked for are made of whole UFs."""
    return asked.level in EXECUTING_LEVELS


def _broken(
    connection: sa.Connection,
    asked: AskedAnswers,
    scope: Scope,
    known: Period,
    places: "_Territories",
) -> set[int]:
    """Territories of a scope, by their numbers, of which some block is not whole."""
    every = set(range(len(places.names)))
    division = next((name for name in FILTERS if getattr(scope, FILTERS[name])), None)
    pieces: list[tuple[str, Period]] = []
    if division is None:
        pieces = [(str(p.kind), p.period) for p in window_pieces(scope.period, known, asked.last)]
    else:
        parts = whole_parts(scope.period, known, asked.last)
        if parts is None or is_never_told(scope, by_unit=asked.by_unit):
            return every
        pieces = [(division, part) for part in parts]
    if _of_parts_alone(asked.subject) and not {kind for kind, _ in pieces} <= {
        Piece.YEAR,
        Piece.PART,
    }:
        return every
    values = None if division is None else list(getattr(scope, FILTERS[division]))
    found: set[int] = set()
    for kind, period in pieces:
        by_state = asked.by_unit or kind not in (Piece.YEAR, Piece.PART)
        if by_state and not _has_states(asked):
            return every
        members = places.states if by_state else places.cities
        found |= _blocks_of(connection, asked, kind).broken([period], members, values)
    return found


@dataclass(frozen=True)
class _Territories:
    """Those that are asked for: their codes and names, in the order of their numbers, and the UFs
    and the municipalities that each is made of. By executing unit, municipalities are not known.
    """

    names: list[tuple[str, str]]
    ufs: list[str]  # of all of them
    states: Members
    cities: Members


_territories_asked: Known[_Territories] = Known(500)


def _territories(connection: sa.Connection, asked: AskedAnswers) -> _Territories:
    def numbered() -> _Territories:
        places = _places(connection, asked)
        states = Members(places, "state")
        return _Territories(
            names=list(states.territories.itertuples(index=False, name=None)),
            ufs=list(places["state"].unique()),
            states=states,
            cities=states if asked.by_unit else Members(places, "id"),
        )

    key = (asked.level, asked.scopes[0].territory, asked.access.places, asked.by_unit)
    return _territories_asked.answer(connection, key, numbered)


def _places(connection: sa.Connection, asked: AskedAnswers) -> pd.DataFrame:
    """The UFs, or the municipalities, of each territory: code, name, state and id."""
    member = members_by_unit(asked.level, asked.scopes[0], asked.access, with_nowhere=True)
    place = member.subquery("place").c
    state = place.unit.label("state")
    found = (
        sa.select(place.code, place.name, state).distinct()
        if asked.by_unit
        else sa.select(place.id, place.code, place.name, state)
    )
    return read_frame(connection, found).fillna({"code": ""})


def _blocks_of(connection: sa.Connection, asked: AskedAnswers, division: str) -> Blocks:
    """The blocks of a division."""
    columns = [b.place, b.value, b.first_month, b.last_month, b.block, b.block_size]
    statement = sa.select(*columns).where(
        b.subject == asked.subject,
        b.by_unit == sa.literal(asked.by_unit),
        b.division == division,
    )

    def numbered() -> Blocks:
        rows = read_frame(connection, statement)
        return Blocks(rows, by_month=division == Piece.MONTHS)

    return _blocks.answer(connection, (asked.subject, asked.by_unit, division), numbered)


def _broken_blocks(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The keys of which a block is not whole, or never told."""
    sizes = rows.groupby([*keys, "first_month", "block"])["block_size"].agg(["size", "first"])
    broken = sizes[(sizes["size"] != sizes["first"])].reset_index()
    return broken[keys].drop_duplicates()


def _span(connection: sa.Connection, asked: AskedAnswers) -> Period | None:
    """The months from the first answer of an edition to the last."""
    table, said = COMMENTS if _is_comment(asked.subject) else CELLS[asked.subject]
    month = table.c.month

    def found() -> Period | None:
        first, last = connection.execute(
            sa.select(sa.func.min(month), sa.func.max(month)).where(said > -1)
        ).one()
        return None if first is None else Period(Month(first), Month(last))

    return _spans.answer(connection, asked.subject, found)
