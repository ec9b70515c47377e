"""What comments are about and whether they praise or complain; small groups are withheld."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import require_visible
from data_access.queries.base.question import closed_period
from data_access.queries.base.told_answers import asked_answers, untold_territories
from data_access.queries.measures.satisfaction import survey_filters
from data_access.queries.tables.satisfaction_scores import answers_inside, by_executing_unit
from data_access.schema import tables as schema
from data_access.schema.opinions import COMMENT
from indicators.comments import Sentiment
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.scope import Access, Scope

c = schema.comment_cell.c
KINDS = [str(kind) for kind in Sentiment]


def comment_themes(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """One row per theme with comments, "" for all of them: theme, comments, and how many of each
    `Sentiment`.

    NaN where the comments of a theme are not told (`opinion_block`): they are of years and their
    parts, of no channel or partner alone, five or more and not all of one kind. By comments, all of
    them first; what is not told last, by theme: its place would say how many they are.
    """
    frame = _read(edition, [c.theme, c.sentiment], c.word == "", scope, access)
    table = frame.pivot_table(
        index="theme", columns="sentiment", values="comments", aggfunc="sum", fill_value=0
    )
    table = table.reindex(columns=KINDS, fill_value=0).astype(float)
    table.insert(0, "comments", table.sum(axis=1))
    table = table.sort_index()
    untold = _untold(edition, table.index, scope, access)
    if "" in untold:
        return pd.DataFrame({"theme": [""], **{name: [np.nan] for name in ("comments", *KINDS)}})
    hidden = np.repeat(table.index.isin(list(untold))[:, None], table.shape[1], axis=1)
    told = table.mask(hidden).sort_values("comments", ascending=False, kind="stable")
    return told.rename_axis(columns=None).reset_index()


def comment_words(edition: Edition, theme: str, scope: Scope, access: Access) -> pd.DataFrame:
    """The words of the list by which the comments of a theme were read, "" for praise and
    complaint: word, comments.

    The most frequent first; counts are rounded down to multiples of five, so that two of them tell
    of no few by their difference, and words of fewer are left out. None where the comments of the
    theme are not told.
    """
    if _untold(edition, [theme], scope, access):
        return pd.DataFrame({"word": [], "comments": []})
    frame = _read(edition, [c.word], sa.and_(c.theme == theme, c.word != ""), scope, access)
    frame["comments"] -= frame["comments"] % SMALLEST_GROUP
    frame = frame[frame["comments"] > 0]
    return frame.sort_values(["comments", "word"], ascending=[False, True], ignore_index=True)


def _untold(
    edition: Edition, themes: Iterable[str], scope: Scope, access: Access
) -> frozenset[str]:
    """Of some themes, those whose comments in the scope are not told."""
    closed, by_unit = closed_period(edition), by_executing_unit(scope)
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        return frozenset(
            theme
            for theme in themes
            if len(
                untold_territories(
                    connection,
                    asked_answers(closed, f"{COMMENT}{theme}", scope, access, by_unit=by_unit),
                )
            )
        )


def _read(
    edition: Edition,
    keys: list[sa.Column[Any]],
    condition: sa.ColumnElement[bool],
    scope: Scope,
    access: Access,
) -> pd.DataFrame:
    """Comments by some keys."""
    statement = (
        sa.select(*keys, sa.func.sum(c.comments).label("comments"))
        .where(
            *survey_filters(scope, schema.comment_cell),
            answers_inside(schema.comment_cell, scope, access),
            condition,
        )
        .group_by(*keys)
    )
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        frame = read_frame(connection, statement)
    return frame.astype({key.name: "str" for key in keys} | {"comments": "int64"})
