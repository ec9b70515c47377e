"""The sources that measures of several subjects share."""

from dataclasses import replace

from data_access.queries.base.source_months import source_of
from data_access.schema import tables as schema

PARTNERS = source_of(schema.partner)
# The record that the edition is made of: its months are those of all of them, and a UF is in it or
# is not.
ATTENDANCES = replace(
    source_of(schema.attendance_cell), of_clients=schema.cell_active["all"], dated=False
)
