"""The doubts that an edition holds about its own data, and the rows behind each."""

import json

import pandas as pd
import sqlalchemy as sa

from config.formatting import plural
from config.plausibility import plausibility_checks
from data_access.editions.reading import Edition
from data_access.plausibility.finding import Finding
from data_access.schema import tables as schema
from indicators.scope import Access

f, r = schema.finding.c, schema.finding_row.c


def edition_findings(edition: Edition, access: Access) -> dict[int, Finding]:
    """Findings by their position in the edition, warnings first.

    Whoever does not see every state gets only those with rows of theirs, counted among the rows
    that the edition keeps, and told by the title of the check: the sentence may name places of
    others.
    """
    with edition.reading(access) as connection:
        found = (
            connection.execute(sa.select(schema.finding).order_by(f.severity, f.position))
            .mappings()
            .all()
        )
        own = sa.select(r.finding, sa.func.count()).where(_visible_rows(access)).group_by(r.finding)
        counts: dict[int, int] = {place: rows for place, rows in connection.execute(own)}  # noqa: C416 - a Row is no pair
    findings = {row["position"]: _finding_of_row(row) for row in found}
    if access.ufs is None:
        return findings
    return {
        place: _own_finding(finding, counts[place])
        for place, finding in findings.items()
        if place in counts
    }


def _finding_of_row(row: sa.RowMapping) -> Finding:
    return Finding(
        row["check_id"], row["table_name"], row["severity"], row["sentence"], row["rows"]
    )


def _own_finding(finding: Finding, rows: int) -> Finding:
    check = plausibility_checks().get(finding.check)
    title = check.title if check else finding.check
    sentence = f"{title}: ao menos {plural(rows, 'caso', 'casos')} nos seus estados."
    return Finding(finding.check, finding.table, finding.severity, sentence, rows)


def finding_rows(edition: Edition, position: int, access: Access) -> pd.DataFrame:
    """The rows kept behind the finding at `position`, with Portuguese column names;
    at most a thousand.
    """
    statement = (
        sa.select(r.content)
        .where(r.finding == position, _visible_rows(access))
        .order_by(r.position)
    )
    with edition.reading(access) as connection:
        return pd.DataFrame([json.loads(text) for text in connection.scalars(statement)])


def _visible_rows(access: Access) -> sa.ColumnElement[bool]:
    return sa.true() if access.ufs is None else r.uf.in_(sorted(access.ufs))
