"""Writes the demonstration country: one Parquet file per table of the data contract."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from config.errors import UserError
from config.progress import Progress, silent
from data_access.demo.attendances import attendance_block, attendance_table
from data_access.demo.chance import load
from data_access.demo.clients import client_block, client_table
from data_access.demo.companies import PORTES, stock_at
from data_access.demo.contacts import contact_blocks, contact_table
from data_access.demo.copies import attendances_apart, clients_apart, with_copies
from data_access.demo.country import REQUIRED
from data_access.demo.goals import criteria_frame, target_frame
from data_access.demo.own import own_frame
from data_access.demo.size import COUNTRY, Size
from data_access.demo.socioeconomics import socioeconomic_frame
from data_access.demo.surveys import survey_table
from data_access.demo.timeline import MONTHS
from data_access.demo.world import World, build_world
from data_access.demo.writing import TableWriter, write_frame
from indicators.scope import Month

DEFAULT_SEED = 360
SMALLEST, LARGEST = 1_000, 200_000_000
YEARS = range(2000, 2100)  # in which a demonstration may end
MONTHS_BETWEEN_STOCKS = 3
BY_CLIENT = ("clientes", "atendimentos", "pesquisas")
# What `share` writes with how many cases each row stands for: see `entering`.
LARGE = (*BY_CLIENT, "contatos")


class DemoError(UserError):
    """A demonstration was asked for that cannot be made."""


@dataclass(frozen=True)
class DemoSummary:
    """What was written. ``rows`` by table; months as YYYY-MM;
    ``size`` is the stocks' size against the real country.
    """

    folder: Path
    rows: dict[str, int]
    first_month: str
    last_month: str
    seed: int
    size: float


def generate(
    folder: Path,
    *,
    municipalities: pd.DataFrame,
    size: Size = COUNTRY,
    shared: bool = False,
    seed: int = DEFAULT_SEED,
    end_month: str | None = None,
    progress: Progress | None = None,
) -> DemoSummary:
    """Write ``<table>.parquet`` for every table of the contract that has rows (small states alone
    have no own territories); the same arguments give the same content.

    Where lives are `shared`, clients and attendances of one life are one row with ``_copias``, how
    many they are, and an answer says by ``_copia`` which of them gave it; else every case has a row
    of its own, and both say the same of the country.

    `municipalities` has the columns code, name, uf, latitude and longitude; `end_month` (YYYY-MM)
    is by default the last complete month. Blocks of clients are made and written one after another:
    memory does not grow with the size. (Two threads were measured to be slower than one: the
    blocks are short and share the interpreter.)
    """
    _check(municipalities, size.attendances, seed, end_month)
    report = progress or silent
    report(0.0, "País de demonstração")
    world = build_world(municipalities, size, seed, end_month)
    folder.mkdir(parents=True, exist_ok=True)
    rows = _write_reference(folder, world)
    rows |= _write_histories(folder, world, shared, report)
    rows |= _write_contacts(folder, world, report)
    report(1.0, "Dados de demonstração prontos")
    return DemoSummary(
        folder=folder,
        rows=rows,
        first_month=world.timeline.label(0),
        last_month=world.timeline.label(MONTHS - 1),
        seed=seed,
        size=float(world.companies.stock.sum() / load("facts")["companies"]["active"]),
    )


def _check(
    municipalities: pd.DataFrame, attendances: int | None, seed: int, end_month: str | None
) -> None:
    missing = [name for name in REQUIRED if name not in municipalities]
    if missing or municipalities.empty:
        raise ValueError(
            f"the register needs rows and the columns {', '.join(missing) or ', '.join(REQUIRED)}"
        )
    if attendances is not None and not SMALLEST <= attendances <= LARGEST:
        raise DemoError(
            f"A demonstração aceita de {SMALLEST:_} a {LARGEST:_} atendimentos, e foram pedidos"
            f" {attendances:_}. Escolha um número nesse intervalo.".replace("_", ".")
        )
    if seed < 0:
        raise DemoError(
            f"A semente precisa ser um número inteiro a partir de 0, e foi pedida {seed}."
        )
    if end_month is not None and Month.parse(end_month).year not in YEARS:
        raise DemoError(
            f"A demonstração termina num ano de {YEARS[0]} a {YEARS[-1]}, e foi pedido o mês"
            f" {end_month}. Escolha um mês nesse intervalo."
        )


def _write_reference(folder: Path, world: World) -> dict[str, int]:
    frames = {
        "empresas": _company_frame(world),
        "socioeconomico": socioeconomic_frame(world.country),
        "parceiros": world.network.frame(world.country),
        "equipes": world.teams.frame(world.country, world.network),
        "atendentes": world.teams.attendants_frame(world.country),
        "iniciativas": world.initiatives.frame,
        "metas": target_frame(world),
        "criterios": criteria_frame(world),
        "territorios_proprios": own_frame(world.country),
    }
    return {
        name: write_frame(folder / f"{name}.parquet", frame)
        for name, frame in frames.items()
        if len(frame)
    }


def _company_frame(world: World) -> pd.DataFrame:
    """Stocks at the end of the history and every quarter before it."""
    frames = []
    for back in range(0, MONTHS, MONTHS_BETWEEN_STOCKS):
        stock = stock_at(world.country, world.companies.stock, back)
        frames.append(
            pd.DataFrame({
                "municipio": np.repeat(world.country.codes, len(PORTES)),
                "porte": np.tile(np.array(PORTES), len(world.country)),
                "competencia": world.timeline.label(MONTHS - 1 - back),
                "quantidade": stock.ravel(),
            })
        )  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def _write_histories(
    folder: Path, world: World, shared: bool, progress: Progress
) -> dict[str, int]:
    files = [TableWriter(folder / f"{name}.parquet") for name in BY_CLIENT]
    clients, attendances, surveys = files
    with clients, attendances, surveys:
        for block in range(world.blocks):
            progress(0.05 + 0.85 * block / world.blocks, "Clientes, atendimentos e pesquisas")
            people = client_block(world, block)
            visits = attendance_block(world, people, block)
            who = client_table(world, people, block)
            what = attendance_table(world, people, visits, block)
            if shared:
                clients.write(with_copies(who, people.copies))
                attendances.write(with_copies(what, visits.copies))
            else:
                clients.write(clients_apart(who, people))
                attendances.write(attendances_apart(what, visits, people))
            surveys.write(survey_table(world, visits, block, shared=shared))
    return {name: file.rows for name, file in zip(BY_CLIENT, files, strict=True)}


def _write_contacts(folder: Path, world: World, progress: Progress) -> dict[str, int]:
    blocks = contact_blocks(world)
    with TableWriter(folder / "contatos.parquet") as writer:
        for block in range(blocks):
            progress(0.9 + 0.1 * block / blocks, "Contatos")
            writer.write(contact_table(world, block))
    return {"contatos": writer.rows}
