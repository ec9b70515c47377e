"""What comes from IBGE: population estimates, gross domestic product,
and the list of municipalities.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from config import clock
from config.formatting import plural
from config.ibge import check_digit_ok
from config.progress import Progress, silent
from data_access.fetch.aggregates import Question, ask_aggregates, ask_sidra
from data_access.fetch.coverage import Coverage, coverage, is_municipal
from data_access.fetch.errors import FetchError
from data_access.fetch.provenance import Fetched, Origin, csv_text, store
from data_access.fetch.service import Service
from data_access.fetch.values import Absent, Cell, meaning

Door = Literal["agregados", "sidra"]
HEADER = ("municipio", "indicador", "ano", "valor", "fonte")
LOCALITIES = "/api/v1/localidades/municipios"


@dataclass(frozen=True)
class Product:
    """A variable of IBGE, and the indicator of table `socioeconomico` that it becomes:
    ``factor`` times its unit.
    """

    source: str
    table: str
    variable: str
    unit: str
    indicator: str
    file: str
    credit: str
    factor: int = 1


PRODUCTS: Mapping[str, Product] = {
    product.source: product
    for product in (
        Product(
            "ibge-populacao",
            "6579",
            "9324",
            "Pessoas",
            "populacao",
            "populacao",
            "IBGE, Estimativas de População",
        ),
        Product(
            "ibge-pib",
            "5938",
            "37",
            "Mil Reais",
            "pib",
            "pib",
            "IBGE, PIB dos Municípios",
            factor=1000,
        ),
    )
}


def fetch_product(
    service: Service,
    product: Product,
    folder: Path,
    municipalities: pd.DataFrame,
    *,
    year: int | None = None,
    door: Door = "agregados",
    progress: Progress = silent,
) -> Fetched:
    """Write one value per municipality under `folder`, in the layout of `socioeconomico`.
    Raises FetchError.
    """
    ask = ask_aggregates if door == "agregados" else ask_sidra
    cells = ask(service, Question(product.table, product.variable, product.unit, year), progress)
    good = {
        cell.place: cell for cell in cells if cell.number is not None and is_municipal(cell.place)
    }
    found = coverage([cell.place for cell in cells], municipalities, service.host)
    absent = Absent().add(cells)
    period = cells[0].year
    path = folder / f"{product.file}-{period}.csv"
    rows = [
        (c.place, product.indicator, c.year, _times(c.text, product.factor), product.credit)
        for c in sorted_cells(good)
    ]
    store(
        path,
        csv_text(HEADER, rows),
        len(rows),
        _origin(service, product, door, period, found, absent),
    )
    progress(1.0, "Gravado")
    return Fetched(
        path, "socioeconomico", len(rows), period, (*found.sentences(), *_notes_on_absent(absent))
    )


def _times(text: str, factor: int) -> str:
    """The number in another unit, without passing through binary fractions."""
    return text if factor == 1 else f"{Decimal(text) * factor:f}"


def sorted_cells(good: Mapping[str, Cell]) -> list[Cell]:
    return [good[place] for place in sorted(good)]


def _origin(
    service: Service, product: Product, door: Door, period: str, found: Coverage, absent: Absent
) -> Origin:
    return Origin(
        source=product.source,
        service=(
            f"{product.credit} ({door}, tabela {product.table}, variável {product.variable}, em"
            f" {product.unit})"
        ),
        period=period,
        answers=service.received,
        missing={
            "municipalities": [list(item) for item in found.missing],
            "without_number": dict(absent.marks),
            "without_number_places": absent.places,
        },
        details={"unknown_codes": list(found.unknown)},
    )


def _notes_on_absent(absent: Absent) -> list[str]:
    """What stood where a number should be."""
    return [
        f"“{mark}” em vez de número ({meaning(mark)}):"
        f" {plural(count, 'município fica', 'municípios ficam')} sem valor."
        for mark, count in absent.marks.most_common()
    ]


def fetch_localities(
    service: Service, folder: Path, municipalities: pd.DataFrame, *, progress: Progress = silent
) -> Fetched:
    """Write the list of municipalities with their hierarchy as it came,
    for `t360 geo update --file`.
    """
    progress(0.1, "Pedindo a lista de municípios")
    listing = service.json(LOCALITIES)
    if not isinstance(listing, list) or not listing or not all(map(_is_municipality, listing)):
        raise FetchError(
            f"Esperava de {service.host}{LOCALITIES} a lista de municípios (id de 7 dígitos e nome)"
            " e veio outra coisa; nada foi gravado."
        )
    found = coverage([str(item["id"]) for item in listing], municipalities, service.host)
    today = clock.today().isoformat()
    path = folder / f"localidades-{today}.json"
    missing = {"municipalities": [list(item) for item in found.missing]}
    origin = Origin(
        "ibge-localidades", "IBGE, serviço de localidades v1", today, service.received, missing
    )
    store(path, json.dumps(listing, ensure_ascii=False) + "\n", len(listing), origin)
    progress(1.0, "Gravado")
    return Fetched(path, None, len(listing), today, tuple(found.sentences()))


def _is_municipality(item: Any) -> bool:
    return isinstance(item, dict) and bool(item.get("nome")) and check_digit_ok(str(item.get("id")))
