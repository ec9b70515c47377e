"""Figures about people, told by whole blocks (`indicators.disclosure.blocks`):
rows of places become rows of territories.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from data_access.queries.base.question import Question
from indicators.disclosure.windows import told_periods
from indicators.measure import Status
from indicators.scope import Period

KEYS = ["last_month", "code", "name", "uf"]
FIGURES = ["numerator", "denominator", "value", "lower", "upper"]
WHOLE_BLOCKS = (
    "As linhas vêm por bloco. Somam-se só os blocos inteiros; o território que parte um bloco sai"
    " suprimido."
)
OF_PEOPLE = ["people", "p_value"]  # what else of a row would tell of people


def sums_by_territory(
    rows: pd.DataFrame, sums: Sequence[str], keys: Sequence[str] = KEYS
) -> pd.DataFrame:
    """One row per territory, by `keys`: the `sums`, ``missing`` (places without a base), ``known``
    and ``told``.

    `rows` has the places of each territory by block: ``places`` (how many), ``block`` (null where
    the place has no base), ``block_size`` and the `sums`. A territory is told where every block of
    it is whole.
    """
    known = rows["block"].notna()
    counts = rows.assign(
        **{name: rows[name].astype(float).fillna(0.0) for name in sums},
        missing=rows["places"].where(~known, 0).astype("int64"),
        known=rows["places"].where(known, 0).astype("int64"),
        broken=(known & (rows["places"] != rows["block_size"].fillna(-1))).astype("int64"),
    )
    totals = counts.groupby(list(keys), dropna=False, sort=False)[
        [*sums, "missing", "known", "broken"]
    ].sum()
    return totals.reset_index().assign(told=lambda frame: frame.pop("broken") == 0)


def with_status(frame: pd.DataFrame, question: Question) -> pd.DataFrame:
    """Add ``status``, and take the figures away that it says are not told.

    `frame` has the columns of `sums_by_territory`, FIGURES and, of `source_coverage`, ``silent``.
    """
    recorded = question.recorded
    told, silent = told_periods(question.closed), frame["silent"].astype(bool)

    def asked(test: Callable[[Period], bool]) -> "pd.Series[bool]":
        """Of each row, what holds of its period."""
        return (
            frame["last_month"]
            .map({scope.period.end.index: test(scope.period) for scope in question.scopes})
            .astype(bool)
        )

    unseen = asked(lambda period: not recorded.overlaps(period))
    particular = asked(lambda period: period not in told)
    partly = asked(lambda period: period.within(recorded) != period)
    status = np.select(
        [
            unseen | (silent & particular),
            particular,
            frame["known"] == 0,
            silent,
            ~frame["told"],
            (frame["denominator"] == 0) | frame["value"].isna(),
            partly,
            frame["denominator"] < question.definition.minimum,
            frame["missing"] > 0,
        ],
        [
            Status.NOT_MEASURED,
            Status.SUPPRESSED,
            Status.NO_DENOMINATOR,
            Status.NOT_MEASURED,
            Status.SUPPRESSED,
            Status.ZERO_DENOMINATOR,
            Status.PARTLY_RECORDED,
            Status.FEW,
            Status.PARTIAL,
        ],
        default=Status.MEASURED,
    )
    frame = frame.drop(columns="silent").assign(status=status)
    hidden = frame["status"].isin([Status.NOT_MEASURED, Status.NO_DENOMINATOR, Status.SUPPRESSED])
    return frame.assign(
        **{name: frame[name].mask(hidden) for name in [*FIGURES, *OF_PEOPLE] if name in frame}
    )
