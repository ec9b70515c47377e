"""Rows of lives that several clients share: written once with how many they stand for, or once for
each client.
"""

import numpy as np
import pyarrow as pa

from data_access.demo.attendances import Attendances, attendance_ids
from data_access.demo.chance import Array
from data_access.demo.clients import ClientBlock, client_ids
from data_access.staging.files import COPIES


def with_copies(rows: pa.Table, copies: Array) -> pa.Table:
    """The same rows, and how many cases each stands for."""
    return rows.append_column(COPIES, pa.array(copies.astype(np.int32)))


def clients_apart(rows: pa.Table, clients: ClientBlock) -> pa.Table:
    """A row of `clientes` for each client."""
    if (clients.copies == 1).all():
        return rows
    life, copy = apart(clients.copies)
    ids = client_ids(clients.number[life] + copy, clients.is_person[life])
    return _replaced(rows.take(pa.array(life)), {"id_cliente": ids})


def attendances_apart(rows: pa.Table, visits: Attendances, clients: ClientBlock) -> pa.Table:
    """A row of `atendimentos` for each attendance of each client."""
    if (visits.copies == 1).all():
        return rows
    visit, copy = apart(visits.copies)
    life = visits.client[visit]
    ids = client_ids(clients.number[life] + copy, clients.is_person[life])
    known = rows["id_cliente"].is_valid().to_numpy()[visit]
    whose = ids.take(pa.array(np.arange(len(ids)), mask=~known))
    numbers = visits.number[visit] + copy * visits.step[visit]
    return _replaced(
        rows.take(pa.array(visit)),
        {"id_atendimento": attendance_ids(numbers), "id_cliente": whose},
    )


def apart(copies: Array) -> tuple[Array, Array]:
    """Position and copy, from 0, of each case."""
    position = np.repeat(np.arange(len(copies)), copies)
    return position, np.arange(len(position)) - (np.cumsum(copies) - copies)[position]


def _replaced(rows: pa.Table, columns: dict[str, pa.Array]) -> pa.Table:
    for name, column in columns.items():
        rows = rows.set_column(rows.schema.get_field_index(name), name, column)
    return rows
