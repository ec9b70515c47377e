"""How `t360 fetch …` brings each source, says what came and imports it."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd

from cli.output import progress_bar, results, tell
from config import clock
from config.errors import UserError
from config.formatting import plural
from config.progress import Progress, part
from config.settings import Settings, get_settings
from data_access.fetch.ibge import PRODUCTS, Door, fetch_localities, fetch_product
from data_access.fetch.misocial import fetch_registered
from data_access.fetch.provenance import Fetched
from data_access.fetch.rfb import Machine, count_companies, download_month, newest_month
from data_access.fetch.service import Service
from geo.territory import load_territory

Work = Callable[[Settings, pd.DataFrame, Path, Progress], Fetched]


class PeriodError(UserError):
    """A month that is none."""


def bring_localities(then: bool) -> None:
    def work(
        settings: Settings, municipalities: pd.DataFrame, folder: Path, progress: Progress
    ) -> Fetched:
        with Service(settings.ibge_url) as source:
            return fetch_localities(source, folder, municipalities, progress=progress)

    _run("ibge-localidades", work, then)


def bring_registered(month: str | None, then: bool) -> None:
    _check_month(month)

    def work(
        settings: Settings, municipalities: pd.DataFrame, folder: Path, progress: Progress
    ) -> Fetched:
        with Service(settings.misocial_url) as source:
            return fetch_registered(source, folder, municipalities, month=month, progress=progress)

    _run("cadunico", work, then)


def bring_companies(month: str | None, files: Path | None, then: bool) -> None:
    _check_month(month)
    if files is not None and month is None:
        raise PeriodError(
            "Com --files é preciso dizer de que mês são os arquivos: acrescente --month AAAA-MM."
        )

    def work(settings: Settings, _: pd.DataFrame, folder: Path, progress: Progress) -> Fetched:
        if files is not None and month is not None:
            return count_companies(
                files, folder / month, month, machine=_machine(settings), progress=progress
            )
        with Service(settings.rfb_url) as source:
            wanted = month or newest_month(source, clock.today())
            target = folder / wanted
            answers = download_month(source, wanted, target / "arquivos", part(progress, 0.0, 0.5))
        return count_companies(
            target / "arquivos",
            target,
            wanted,
            answers=answers,
            machine=_machine(settings),
            progress=part(progress, 0.5, 1.0),
        )

    _run("rfb-empresas", work, then)


def bring_product(name: str, year: int | None, door: Door, then: bool) -> None:
    def work(
        settings: Settings, municipalities: pd.DataFrame, folder: Path, progress: Progress
    ) -> Fetched:
        with Service(settings.ibge_url if door == "agregados" else settings.sidra_url) as source:
            return fetch_product(
                source,
                PRODUCTS[name],
                folder,
                municipalities,
                year=year,
                door=door,
                progress=progress,
            )

    _run(name, work, then)


def _run(name: str, work: Work, then: bool) -> None:
    settings = get_settings()
    municipalities = load_territory(settings.home).municipalities
    with progress_bar(f"Fonte {name}") as progress:
        fetched = work(settings, municipalities, settings.sources_folder / name, progress)
    results.print(
        f"{fetched.path}: {plural(fetched.rows, 'linha', 'linhas')}, {fetched.period}; procedência"
        f" em {fetched.provenance.name}."
    )
    for sentence in fetched.sentences:
        results.print(f"  {sentence}")
    if then:
        _import(fetched)
    else:
        tell("Para usá-lo, execute:")
        results.print(_next(fetched))


def _next(fetched: Fetched) -> str:
    """The command that puts the file to use."""
    path = f'"{fetched.path}"' if " " in str(fetched.path) else str(fetched.path)
    if fetched.table is None:
        return f"t360 geo update --file {path}"
    profile = "" if fetched.profile == "padrao" else f" --profile {fetched.profile}"
    return f"t360 import {fetched.table} {path}{profile}"


def _import(fetched: Fetched) -> None:
    from cli import data, geo

    if fetched.table is None:
        geo.update(file=fetched.path)
    else:
        data.import_(fetched.table, str(fetched.path), profile=fetched.profile)


def _check_month(month: str | None) -> None:
    if month is None:
        return
    try:
        datetime.strptime(month, "%Y-%m").astimezone()
    except ValueError:
        raise PeriodError(f"Esperava em --month um mês como 2026-10 e veio “{month}”.") from None


def _machine(settings: Settings) -> Machine:
    given = {"memory": settings.memory_limit} if "memory_limit" in settings.model_fields_set else {}
    return Machine(
        threads=settings.threads or os.cpu_count() or 1,
        broken_share=settings.rejection_threshold,
        **given,
    )
