"""What an edition says of the data it was made of: how full they are, and what is doubtful about
them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import duckdb

from config.formatting import plural
from data_access.base.territory_source import TerritorySource
from data_access.plausibility.run import doubts_of_edition
from data_access.plausibility.subject import check_named
from data_access.plausibility.writing import keep_in_edition
from data_access.quality.content import load_content
from data_access.staging.files import StagedFile

Staged = Mapping[str, Sequence[StagedFile]]


def record_quality(
    connection: duckdb.DuckDBPyConnection, staged: Staged, held: Staged, territory: TerritorySource
) -> tuple[str, ...]:
    """Fill `source_content`, `finding` and `finding_row` of an edition whose other tables are
    filled.

    How full they are is told of all the `staged` tables; doubts, of those that the edition has
    `held`. Returns one sentence for each warning, without the names of the places: every reader of
    the edition sees it.
    """
    load_content(connection, staged)
    warnings: Counter[str] = Counter()
    for position, (table, doubt) in enumerate(doubts_of_edition(connection, held, territory)):
        keep_in_edition(connection, position, table, doubt)
        check = check_named(doubt.check)
        if check.severity == "aviso":
            warnings[check.title] += doubt.rows
    return tuple(
        f"Plausibilidade: {title[0].lower()}{title[1:]} ({plural(rows, 'caso', 'casos')})."
        for title, rows in warnings.items()
    )
