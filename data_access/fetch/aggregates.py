"""The two doors to IBGE's tables: agregados v3 (nested JSON) and SIDRA (rows, the first of them
labels).

Both answer the same question: one variable of one table, for every municipality, in one year or the
newest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from config.ibge import UFS
from config.progress import Progress, silent
from data_access.fetch.errors import FetchError, NotPublishedError, TooLargeError
from data_access.fetch.service import Service
from data_access.fetch.values import Cell

Part = Callable[[str | None], list[Cell]]  # the cells of a UF, or of the whole country


@dataclass(frozen=True)
class Question:
    """``unit`` is what the service calls it; ``year`` None asks for the newest."""

    table: str
    variable: str
    unit: str
    year: int | None


def ask_aggregates(service: Service, question: Question, progress: Progress = silent) -> list[Cell]:
    """Every municipality, through ``/api/v3/agregados``. Raises FetchError."""
    period = str(question.year or -1)
    path = f"/api/v3/agregados/{question.table}/periodos/{period}/variaveis/{question.variable}"

    def part(uf: str | None) -> list[Cell]:
        places = "N6[all]" if uf is None else f"N6[N3[{uf}]]"
        return nested_cells(service.json(path, {"localidades": places}), question, service.host)

    return _whole_or_parts(part, progress)


def ask_sidra(service: Service, question: Question, progress: Progress = silent) -> list[Cell]:
    """Every municipality, through ``/values`` of SIDRA. Raises FetchError."""
    period = str(question.year or "last%201")

    def part(uf: str | None) -> list[Cell]:
        places = "all" if uf is None else f"in%20n3%20{uf}"
        path = f"/values/t/{question.table}/n6/{places}/v/{question.variable}/p/{period}"
        return labelled_cells(service.json(path), question, service.host)

    return _whole_or_parts(part, progress)


def _whole_or_parts(part: Part, progress: Progress) -> list[Cell]:
    """In one question; where the service refuses its size, UF by UF."""
    progress(0.05, "Pedindo o país inteiro")
    try:
        return part(None)
    except TooLargeError:
        cells = []
        for position, uf in enumerate(UFS):
            progress(0.05 + 0.9 * position / len(UFS), f"Pedindo por UF: {uf.name}")
            cells += part(uf.code)
        return cells


def nested_cells(answer: Any, question: Question, host: str) -> list[Cell]:
    """The series of an answer of agregados v3. Raises FetchError where it is something else."""
    if answer == []:
        raise _not_published_error(question, host)
    try:
        (variable,) = answer
        _require(variable["id"], question.variable, "variável", host)
        _require(variable["unidade"], question.unit, "unidade", host)
        (result,) = variable["resultados"]
        cells = [
            Cell(str(series["localidade"]["id"]), str(year), str(text).strip())
            for series in result["series"]
            for year, text in series["serie"].items()
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FetchError(
            f"A resposta de {host} não tem a forma de agregados v3 (uma variável, uma série por"
            " município); nada foi gravado."
        ) from error
    return _checked_cells(cells, question, host)


def labelled_cells(answer: Any, question: Question, host: str) -> list[Cell]:
    """The rows of an answer of SIDRA, whose first is a row of labels.
    Raises FetchError where it is something else.
    """
    try:
        labels, rows = answer[0], answer[1:]
        column = {str(label): name for name, label in labels.items()}
        place, year = column["Município (Código)"], column["Ano (Código)"]
        variable, unit = column["Variável (Código)"], column["Unidade de Medida"]
        value = column["Valor"]
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise FetchError(
            f"A resposta de {host} não começa pela linha de rótulos do SIDRA (Município, Ano,"
            " Variável, Valor); nada foi gravado."
        ) from error
    try:
        for row in rows:
            _require(row[variable], question.variable, "variável", host)
            if (
                Cell("", "", row[value]).number is not None
            ):  # a value that is not there may have no unit
                _require(row[unit], question.unit, "unidade", host)
        cells = [Cell(str(row[place]), str(row[year]), str(row[value]).strip()) for row in rows]
    except (KeyError, TypeError) as error:
        raise FetchError(
            f"Nem todas as linhas da resposta de {host} têm as colunas do SIDRA."
        ) from error
    return _checked_cells(cells, question, host)


def _checked_cells(cells: Sequence[Cell], question: Question, host: str) -> list[Cell]:
    """Places each once, of one year that has numbers."""
    years = {cell.year for cell in cells}
    if not any(cell.number for cell in cells):
        raise _not_published_error(question, host)
    if len(years) != 1 or (question.year and years != {str(question.year)}):
        expected = question.year or "um ano só"
        raise FetchError(
            f"Pedi {expected} a {host} e vieram os anos {', '.join(sorted(years))}; nada foi"
            " gravado."
        )
    if len({cell.place for cell in cells}) < len(cells):
        raise FetchError(
            f"A resposta de {host} repete municípios; nada foi gravado, porque não se sabe qual"
            " vale."
        )
    return list(cells)


def _require(found: object, expected: str, what: str, host: str) -> None:
    if str(found).strip().casefold() != expected.casefold():
        raise FetchError(
            f"Esperava de {host} a {what} “{expected}” e veio “{found}”; nada foi gravado."
        )


def _not_published_error(question: Question, host: str) -> NotPublishedError:
    when = question.year or "o último ano"
    return NotPublishedError(
        f"{host} ainda não tem valores da tabela {question.table} para {when}; tente um ano"
        " anterior com --year."
    )
