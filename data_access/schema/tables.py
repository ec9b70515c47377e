"""Tables of an edition, by subject. The same definitions serve the DuckDB file and a PostgreSQL
schema.
"""

from typing import Any

import sqlalchemy as sa

from data_access.schema.core import (
    LEVEL_CODES,
    LEVEL_NAMES,
    NO_MONTH_AFTER,
    NO_MONTH_BEFORE,
    NOT_INFORMED,
    NOWHERE,
    PARTITIONS,
    PORTE_PERSON,
    PORTE_UNKNOWN,
    cell_active,
    cell_once,
    client,
    client_month,
    company_stock,
    exclusion,
    finding,
    finding_row,
    mesh,
    metadata,
    municipality,
    partner,
    socioeconomic,
    source_content,
    target,
    window_sum,
)
from data_access.schema.crossing import crossing, crossing_window
from data_access.schema.inclusion import inclusion_count
from data_access.schema.neighbours import neighbour, neighbour_feature
from data_access.schema.opinions import income_cell, opinion_block
from data_access.schema.programme import LIST_SEPARATOR, initiative
from data_access.schema.recurrence import (
    SEVERAL,
    channel_flow,
    client_return,
    cohort_month,
    risk_team,
    segment_move,
)
from data_access.schema.retired import retired
from data_access.schema.satisfaction import (
    RETURNED,
    UNKNOWN_CLIENT,
    WAITING,
    comment_cell,
    detractor_cell,
    driver_cell,
    response_cell,
    survey_cell,
)
from data_access.schema.service import (
    attendance_cell,
    complaint_cell,
    contact_cell,
    contact_hour,
    service_duration,
)
from data_access.schema.sources import source_end
from data_access.schema.teams import team
from data_access.schema.units import (
    attendant_name,
    unit,
    unit_answer,
    unit_client,
    unit_client_once,
    unit_count,
    unit_signal,
)
from data_access.schema.version import OLDEST_READABLE, SCHEMA_VERSION, is_in
from data_access.schema.windows import WINDOW_LIMIT, WINDOW_SUMS, window_column

__all__ = [
    "LEVEL_CODES",
    "LEVEL_NAMES",
    "LIST_SEPARATOR",
    "NOT_INFORMED",
    "NOWHERE",
    "NO_MONTH_AFTER",
    "NO_MONTH_BEFORE",
    "OLDEST_READABLE",
    "PARTITIONS",
    "PORTE_PERSON",
    "PORTE_UNKNOWN",
    "RETURNED",
    "SCHEMA_VERSION",
    "SEVERAL",
    "UNKNOWN_CLIENT",
    "WAITING",
    "WINDOW_LIMIT",
    "WINDOW_SUMS",
    "attendance_cell",
    "attendant_name",
    "cell_active",
    "cell_once",
    "channel_flow",
    "client",
    "client_month",
    "client_return",
    "cohort_month",
    "columns_of",
    "comment_cell",
    "company_stock",
    "complaint_cell",
    "contact_cell",
    "contact_hour",
    "crossing",
    "crossing_window",
    "detractor_cell",
    "driver_cell",
    "exclusion",
    "finding",
    "finding_row",
    "inclusion_count",
    "income_cell",
    "initiative",
    "is_in",
    "mesh",
    "metadata",
    "municipality",
    "neighbour",
    "neighbour_feature",
    "opinion_block",
    "partner",
    "response_cell",
    "risk_team",
    "segment_move",
    "service_duration",
    "socioeconomic",
    "source_content",
    "source_end",
    "survey_cell",
    "tables_of",
    "target",
    "team",
    "unit",
    "unit_answer",
    "unit_client",
    "unit_client_once",
    "unit_count",
    "unit_signal",
    "window_column",
    "window_sum",
]


def tables_of(version: int) -> list[sa.Table]:
    """The tables that editions of a schema version have, each after those that it refers to."""
    known = (*metadata.sorted_tables, *retired.sorted_tables)
    return [table for table in known if is_in(table.info, version)]


def columns_of(table: sa.Table, version: int) -> list[sa.Column[Any]]:
    """The columns of a table that editions of a schema version have."""
    return [column for column in table.columns if is_in(column.info, version)]
