"""Answers in the shapes of IBGE's tables (agregados v3, SIDRA) and of MI Social, made up for every
municipality.
"""

import json
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler

from tests.support.replay import Answer, Query, content

Value = Callable[[str], str]


def value_of(code: str) -> str:
    """A made-up value that is different for most municipalities."""
    return str(1000 + int(code) % 9973)


def aggregates(
    codes: Iterable[str], *, table: str = "6579", variable: str = "9324", unit: str = "Pessoas",
    year: str = "2025", value: Value = value_of,
) -> Answer:  # fmt: skip
    """One variable for the places asked for: ``N6[all]`` or ``N6[N3[uf]]``."""
    everything = list(codes)

    def answer(handler: BaseHTTPRequestHandler, query: Query) -> None:
        places = query["localidades"][0]
        uf = "" if places == "N6[all]" else places.removeprefix("N6[N3[").rstrip("]")
        series = [
            {
                "localidade": {
                    "id": code,
                    "nivel": {"id": "N6", "nome": "Município"},
                    "nome": f"Lugar {code} (XX)",
                },
                "serie": {year: value(code)},
            }
            for code in everything
            if code.startswith(uf)
        ]
        body = [
            {
                "id": variable,
                "variavel": f"Variável {variable} da tabela {table}",
                "unidade": unit,
                "resultados": [{"classificacoes": [], "series": series}],
            }
        ]
        content(json.dumps(body).encode(), "application/json; charset=utf-8")(handler, query)

    return answer


LABELS = {
    "NC": "Nível Territorial (Código)",
    "NN": "Nível Territorial",
    "MC": "Unidade de Medida (Código)",
    "MN": "Unidade de Medida",
    "V": "Valor",
    "D1C": "Município (Código)",
    "D1N": "Município",
    "D2C": "Variável (Código)",
    "D2N": "Variável",
    "D3C": "Ano (Código)",
    "D3N": "Ano",
}


def sidra_rows(
    codes: Iterable[str],
    *,
    variable: str = "9324",
    unit: str = "Pessoas",
    year: str = "2025",
    value: Value = value_of,
) -> list[dict[str, str]]:
    """The row of labels, and one row per municipality."""
    rows = [
        {
            "NC": "6",
            "NN": "Município",
            "MC": "45",
            "MN": unit,
            "V": value(code),
            "D1C": code,
            "D1N": f"Lugar {code} - XX",
            "D2C": variable,
            "D2N": "x",
            "D3C": year,
            "D3N": year,
        }
        for code in codes
    ]
    return [LABELS, *rows]


def sidra(rows: list[dict[str, str]]) -> Answer:
    return content(json.dumps(rows).encode(), "application/json; charset=utf-8")


def misocial(
    codes: Iterable[str], month: str, value: Callable[[str, str], str] | None = None
) -> Answer:
    """CSV with the fields asked for, by six-digit codes; `value` of (code, field)."""
    everything = list(codes)

    def made_up(code: str, field: str) -> str:
        return str(int(code) % 1000 + 1 if field.startswith("cadun_qtd_pessoas") else 2)

    def answer(handler: BaseHTTPRequestHandler, query: Query) -> None:
        asked = {f"anomes_s:{month}", "tipo_s:mes_mu"} == set(query["fq"])
        fields = query["fl"][0].split(",")
        lines = [",".join(fields)]
        for code in everything if asked else ():
            cells = {"codigo_ibge": code[:6], "anomes_s": month}
            lines.append(
                ",".join(cells.get(field) or (value or made_up)(code, field) for field in fields)
            )
        content("\n".join([*lines, ""]).encode(), "text/plain;charset=UTF-8")(handler, query)

    return answer
