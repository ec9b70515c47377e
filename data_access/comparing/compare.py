"""What moved from one edition to another, by how much, and which source moved it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pandas as pd

from config.formatting import enumerate_words
from config.settings import Settings
from data_access.comparing.causes import SourceChange, other_changes, source_changes, suspects
from data_access.comparing.few_people import untold_moves, without_figures
from data_access.editions.reading import Edition, open_edition
from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.measures.measure import Measure
from data_access.queries.measures.registry import is_special, measures_of
from indicators.catalogue.definitions import Indicator, catalogue
from indicators.decomposition import decompose_rate
from indicators.measure import MeasuredValue, Status, as_value
from indicators.scope import COUNTRY, Access, Month, Period, Scope

LEVELS = ("brasil", "uf")
COMPARED = ("numerator", "denominator", "status")
COLUMNS = (
    *("indicator", "level", "code", "name", "before", "after", "difference"),
    *("numerator_before", "numerator_after", "denominator_before", "denominator_after"),
    *(
        "status_before",
        "status_after",
        "by_numerator",
        "by_denominator",
        "numerator_sources",
        "denominator_sources",
    ),
)


@dataclass(frozen=True)
class IndicatorMove:
    """One indicator of one territory whose value, counts or status differ.

    ``by_numerator`` and ``by_denominator`` add up to ``difference`` (fractions for ratios; None
    where either value is missing). The sources are the tables, and other changes, that may have
    moved each side: where there are several, the two editions alone cannot tell how much is due to
    each.
    """

    indicator: str
    level: str
    code: str
    name: str
    before: MeasuredValue
    after: MeasuredValue
    difference: float | None
    by_numerator: float | None
    by_denominator: float | None
    numerator_sources: tuple[str, ...]
    denominator_sources: tuple[str, ...]


@dataclass(frozen=True)
class EditionComparison:
    """``period``: the year up to the last month that both editions have, the same in both.

    ``tables``: tables of the edition whose content differs. ``reach_km``: that of a Sala, the same
    for both.
    """

    before: str
    after: str
    period: Period
    sources: tuple[SourceChange, ...]
    others: tuple[str, ...]
    tables: tuple[str, ...]
    moves: tuple[IndicatorMove, ...]

    @property
    def moved(self) -> tuple[str, ...]:
        """Indicators that moved anywhere, in the order of the catalogue."""
        return tuple(dict.fromkeys(move.indicator for move in self.moves))

    @property
    def caution(self) -> str:
        """What may have moved past months without any new attendance; "" where nothing may."""
        tables = {change.table for change in self.sources if not change.same_content}
        rewritten = [name for name in self.moved if catalogue()[name].clients_as_of_now]
        if not rewritten or not tables & {"atendimentos", "clientes"}:
            return ""
        return (
            "Cada edição põe os clientes no porte e no município mais recentes que conhece, também"
            " nos meses passados: parte do que mudou em"
            f" {enumerate_words(catalogue()[name].short_title for name in rewritten)} pode ser"
            " isso, e não outro atendimento."
        )

    def frame(self) -> pd.DataFrame:
        """One row per move; columns: COLUMNS. Fractions for ratios;
        several sources are joined by ``+``.
        """
        return pd.DataFrame([_record(move) for move in self.moves], columns=list(COLUMNS))


def compare_editions(
    settings: Settings,
    before_id: str,
    after_id: str,
    access: Access,
    *,
    reach_km: float | None = None,
) -> EditionComparison:
    """Compare every indicator of the catalogue in the country and each UF that `access` allows.

    Raises EditionError for an edition that is not there or cannot be read.
    """
    before = open_edition(settings, before_id)
    try:
        after = open_edition(settings, after_id)
        try:
            return _compare(
                before, after, access, settings.sala_reach_km if reach_km is None else reach_km
            )
        finally:
            after.close()
    finally:
        before.close()


def _compare(before: Edition, after: Edition, access: Access, reach_km: float) -> EditionComparison:
    last = min(before.manifest.end, after.manifest.end)
    period = Period.year_to_date(Month(last))
    sources = source_changes(before.manifest, after.manifest)
    others = other_changes(before.manifest, after.manifest)
    ask = partial(indicator_table, scope=Scope(period), access=access, reach_km=reach_km)
    moves = [
        move
        for definition in catalogue().values()
        for move in _moves_of(
            definition,
            {
                level: [
                    ask(edition, definition.id, level=level).set_index("code")
                    for edition in (before, after)
                ]
                for level in LEVELS
            },
            (sources, others),
        )
    ]
    return EditionComparison(
        before.id, after.id, period, sources, others, _different_tables(before, after), tuple(moves)
    )


def _different_tables(before: Edition, after: Edition) -> tuple[str, ...]:
    """Where the two were described by different hashes of the engine,
    every table counts as different.
    """
    one, other = before.manifest, after.manifest
    comparable = one.checksum_probe == other.checksum_probe
    names = sorted({*one.tables, *other.tables})
    return tuple(
        name for name in names if not comparable or one.tables.get(name) != other.tables.get(name)
    )


def _moves_of(
    definition: Indicator,
    tables: dict[str, list[pd.DataFrame]],
    changes: tuple[tuple[SourceChange, ...], tuple[str, ...]],
) -> Iterator[IndicatorMove]:
    """Of every level; a UF that came to be measured, or ceased to be,
    moves the base of the country with its own.
    """
    before, after = (
        set(table.index[table["status"] == Status.NOT_MEASURED]) for table in tables["uf"]
    )
    woken = (before ^ after) | ({COUNTRY} if before != after else set())
    untold = untold_moves(
        definition,
        _pairs_of_rows(tables["brasil"]).get(COUNTRY),
        _pairs_of_rows(tables["uf"]),
    )
    for level, pair in tables.items():
        for code, (old, new) in _pairs_of_rows(pair).items():
            if any(_differ(old[name], new[name]) for name in COMPARED):
                yield _move(
                    definition,
                    level,
                    (old, new),
                    changes,
                    woken=code in woken,
                    is_told=code not in untold,
                )


def _pairs_of_rows(tables: list[pd.DataFrame]) -> dict[str, tuple[pd.Series, pd.Series]]:
    """The rows of each territory that is in both: the country and its states do not come and go."""
    before, after = tables
    return {
        str(code): (before.loc[code], after.loc[code])
        for code in before.index.union(after.index)
        if code in before.index and code in after.index
    }


def _differ(one: object, other: object) -> bool:
    return not (one == other or (pd.isna(one) and pd.isna(other)))  # type: ignore[call-overload]


def _move(
    definition: Indicator,
    level: str,
    rows: tuple[pd.Series, pd.Series],
    changes: tuple[tuple[SourceChange, ...], tuple[str, ...]],
    *,
    woken: bool,
    is_told: bool,
) -> IndicatorMove:
    old, new = rows
    before, after = (as_value(row if is_told else without_figures(row)) for row in rows)
    by_numerator, by_denominator = _parts(definition, before, after)
    known = before.value is not None and after.value is not None
    numerator, denominator = _measures(definition, old, new, woken=woken)
    return IndicatorMove(
        indicator=definition.id,
        level=level,
        code=str(old.name),
        name=str(new["name"]),
        before=before,
        after=after,
        difference=(after.value or 0.0) - (before.value or 0.0) if known else None,
        by_numerator=by_numerator,
        by_denominator=by_denominator,
        numerator_sources=suspects(numerator, *changes) if numerator else (),
        denominator_sources=suspects(denominator, *changes) if denominator else (),
    )


def _measures(
    definition: Indicator, old: pd.Series, new: pd.Series, *, woken: bool
) -> tuple[tuple[Measure, ...], tuple[Measure, ...]]:
    """The measures behind each side that moved.

    A numerator leaves out the municipalities without denominator: where their number changed, what
    feeds the denominator may have moved it too. A denominator leaves out the UFs without the source
    of the numerator: it moves with them where one has `woken`.
    """
    parts = measures_of(definition)
    own = (parts["numerator"],)
    other = (parts["denominator"],) if definition.denominator else ()
    matched = _differ(old["missing"], new["missing"])
    numerator = own + other * matched if _differ(old["numerator"], new["numerator"]) else ()
    return numerator, (
        other + own * woken if other and _differ(old["denominator"], new["denominator"]) else ()
    )


def _parts(
    definition: Indicator, before: MeasuredValue, after: MeasuredValue
) -> tuple[float | None, float | None]:
    """How much of the difference is due to each side; a count has one side alone."""
    if (
        before.value is None
        or after.value is None
        or before.numerator is None
        or after.numerator is None
    ):
        return None, None
    quotient = definition.is_ratio and not is_special(definition)
    if not quotient or not before.denominator or not after.denominator:
        return after.value - before.value, None
    parts = decompose_rate(before.numerator, before.denominator, after.numerator, after.denominator)
    return parts.numerator, parts.denominator


def _record(move: IndicatorMove) -> list[object]:
    one, other = move.before, move.after
    return [
        *(
            move.indicator,
            move.level,
            move.code,
            move.name,
            one.value,
            other.value,
            move.difference,
        ),
        *(
            one.numerator,
            other.numerator,
            one.denominator,
            other.denominator,
            str(one.status),
            str(other.status),
        ),
        *(move.by_numerator, move.by_denominator),
        *("+".join(move.numerator_sources), "+".join(move.denominator_sources)),
    ]
