"""What comments are about and whether they praise or complain; small groups are withheld."""

from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import require_visible
from data_access.queries.base.question import closed_period
from data_access.queries.base.told_answers import untold_territories
from data_access.queries.measures.satisfaction import survey_filters
from data_access.queries.tables.satisfaction_scores import answers_inside, asked_nps
from data_access.schema import tables as schema
from indicators.comments import Sentiment
from indicators.disclosure.rules import Opinions
from indicators.disclosure.small_groups import SMALLEST_GROUP, primary_suppression, withhold_parts
from indicators.scope import Access, Scope

c = schema.comment_cell.c
KINDS = [str(kind) for kind in Sentiment]


def comment_themes(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """One row per theme with comments, "" for all of them: theme, comments, and how many of each
    `Sentiment`.

    NaN where fewer than five comments, or what would give them away, are withheld, where all of a
    theme are of one kind, and where the answers of the scope are not told. By comments, all of them
    first.
    """
    frame = _read(edition, [c.theme, c.sentiment], c.word == "", scope, access)
    if frame is None:
        return pd.DataFrame({"theme": [""], **{name: [np.nan] for name in ("comments", *KINDS)}})
    table = frame.pivot_table(
        index="theme", columns="sentiment", values="comments", aggfunc="sum", fill_value=0
    )
    table = table.reindex(columns=KINDS, fill_value=0).astype(float)
    table.insert(0, "comments", table.sum(axis=1))
    table = table.sort_index().sort_values("comments", ascending=False, kind="stable")
    small = primary_suppression(table["comments"])
    # Nor is it told of any theme that all its comments are of one kind.
    unsafe = Opinions(len(KINDS)).unsafe(table[KINDS].to_numpy(np.int64))
    parts = [
        withhold_parts(row) | few for row, few in zip(table[KINDS].to_numpy(), unsafe, strict=True)
    ]
    hidden = np.column_stack(
        [small, np.reshape(np.array(parts, dtype=bool), (len(table), len(KINDS)))]
    )
    return table.mask(hidden).rename_axis(columns=None).reset_index()


def comment_words(edition: Edition, theme: str, scope: Scope, access: Access) -> pd.DataFrame:
    """The words of the list by which the comments of a theme were read, "" for praise and
    complaint: word, comments.

    The most frequent first; those of fewer than five comments are left out.
    """
    frame = _read(edition, [c.word], sa.and_(c.theme == theme, c.word != ""), scope, access)
    if frame is None:
        return pd.DataFrame({"word": [], "comments": []})
    frame = frame[frame["comments"] >= SMALLEST_GROUP]
    return frame.sort_values(["comments", "word"], ascending=[False, True], ignore_index=True)


def _read(
    edition: Edition,
    keys: list[sa.Column[Any]],
    condition: sa.ColumnElement[bool],
    scope: Scope,
    access: Access,
) -> pd.DataFrame | None:
    """Comments by some keys; None where the answers of the scope are not told."""
    statement = (
        sa.select(*keys, sa.func.sum(c.comments).label("comments"))
        .where(
            *survey_filters(scope, schema.comment_cell),
            answers_inside(schema.comment_cell, scope, access),
            condition,
        )
        .group_by(*keys)
    )
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        frame = read_frame(connection, statement)
        if len(untold_territories(connection, asked_nps(closed_period(edition), scope, access))):
            return None
    return frame.astype({key.name: "str" for key in keys} | {"comments": "int64"})
