"""What a page may tell to whoever sees one UF, and an edition of that UF alone would not: each with
the reason, and with the rule that says how far it may differ.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import openpyxl

from tests.support.payloads import Difference, Sent

Rows = list[list[str]]
LIKE_IT = re.compile(r"semelhantes|unicípios parecidos|perfil-de-|municipios-parecidos-com-")
LINKED = re.compile(r"municipio(?::|%3A)(\d{7})")
CODES = {"código IBGE", "código"}


class ToldToAll(NamedTuple):
    """`holds` is whether a difference is of this kind, and within its rule."""

    name: str
    reason: str
    rule: str
    holds: Callable[[Difference], bool]


def _of_manifest(difference: Difference) -> bool:
    """Both say what the edition is, and part only in its size, its sum and how long it took."""
    words = [
        re.sub(r"em [\d,.]+ s<|[\d,.]+ [kMG]B|[0-9a-f]{64}", "", text)
        for text in _texts(difference)
    ]
    return "Manifesto da edição" in words[0] and words[0] == words[1]


def _rows(sent: Sent) -> Rows:
    if sent.kind.endswith(".csv"):
        return [*csv.reader(io.StringIO(sent.content.decode("utf-8-sig")), delimiter=";")]
    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    return [[str(cell) for cell in row] for row in book["Dados"].values]


def _of_neighbours(difference: Difference) -> bool:
    """The sentence, the tables and the files of a municipality beside those like it; whoever is
    named is of its UF.
    """
    one, other = _texts(difference)
    kinds = [sent.kind for part in difference for sent in part if sent.kind.startswith("file")]
    about = all(LIKE_IT.search(text) for text in (kinds or [one + other]))
    named = {*LINKED.findall(one)}
    for sent in difference.mine:
        named |= _towns_of(sent) if sent.kind.startswith("file") else set()
    return about and len({town[:2] for town in named}) <= 1


def _towns_of(sent: Sent) -> set[str]:
    """The municipalities of a file, by the column of their codes."""
    rows = _rows(sent)
    head = next((row for row in rows if any(name in CODES for name in row)), [])
    at = [place for place, name in enumerate(head) if name in CODES]
    return {row[place] for row in rows for place in at if len(row) == len(head)} - CODES


def _texts(difference: Difference) -> Iterator[str]:
    for part in difference:
        yield b"".join(sent.content for sent in part).decode("utf-8", "replace")


DECLARED = (
    ToldToAll(
        "catálogo: o manifesto da edição",
        "quem lê um número precisa poder dizer de que arquivo ele veio",
        "só tamanho, soma e tempo de construção; nenhuma contagem",
        _of_manifest,
    ),
    ToldToAll(
        "vizinhos estatísticos",
        "a que municípios um se parece se mede no país inteiro, ou não seria a medida de ninguém",
        "só se nomeiam os da própria UF, com o seu lugar no país; dos outros se diz quantos são",
        _of_neighbours,
    ),
)
# What is of the whole edition by its nature: given to both before they are compared, or taken away.
MADE_ALIKE = {
    "calendário": "de que meses a edição é, e as suas respostas, se diz a todos: a da UF tem os do"
    " país",
    "sigilo": "o que se cala depende de tudo o que a edição tem: nada é calado em nenhuma das duas;"
    " que a do país nunca diz outro número é provado por `test_non_interference`",
    "lugar das Salas": "uma Sala do outro lado da divisa conta, e o lugar dela é público: a da UF"
    " tem também as das outras, com o lugar e a situação e sem nome, data ou selo",
}


def undeclared(found: list[Difference]) -> list[str]:
    """The differences that nothing declares, in words."""
    return [str(each) for each in found if not any(kind.holds(each) for kind in DECLARED)]
