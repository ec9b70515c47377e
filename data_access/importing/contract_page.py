"""The data contract as a page: what each table accepts, and what bad input gets.

The one text that ``docs/contrato.md``, ``t360 profile show padrao`` and the page of imports show.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from config.formatting import day, percent
from config.settings import Settings
from data_access.base.markdown import table_lines
from data_access.contract.accepted import accepted_by_contract, rules_of
from data_access.contract.load import contract
from data_access.contract.model import Column, Table
from data_access.importing.telling import in_words

NAME = "contrato.md"
HEADINGS = ("coluna", "tipo", "o que é", "exemplo", "rejeita a linha")
FEW = 2  # rules of a type that a column repeats; of a type with more it names the type
INTRODUCTION = """\
# Contrato de dados

O que cada tabela aceita, coluna por coluna, e o que acontece com o que vem errado. É o perfil
`padrao`: um arquivo com estas colunas se importa como está; para outro, um perfil diz de onde vem
cada uma. Este texto é escrito por `t360 profile show padrao`.

## O que vale para toda tabela

- Os nomes das colunas se comparam sem olhar maiúsculas, acentos, pontuação e ordem. Colunas que a
  tabela não tem ficam de fora, e o relatório as lista.
- As colunas **em negrito** são obrigatórias: sem uma delas o arquivo é recusado inteiro. As outras
  podem faltar.
- Célula em branco quer dizer que não se sabe; nunca vira zero. Numa coluna obrigatória ela rejeita
  a linha, salvo onde se diz que pode vir vazia.
- A chave diz que linhas são a mesma: no arquivo vale a última, e as outras são contadas. Uma que
  diz outra coisa é um conflito, que o relatório avisa e escreve num arquivo. Num arquivo posterior,
  a linha nova toma o lugar da antiga. O mesmo arquivo outra vez não muda nada.
- Uma linha com uma célula ruim vai inteira para o arquivo de rejeições, com o número, a coluna, a
  regra, o valor e o texto original. Se mais de {threshold} das linhas de dados
  forem ruins (`T360_REJECTION_THRESHOLD`), nada entra.
- Nada é adivinhado: o que se lê de dois modos é rejeitado, e nenhum lugar é escolhido por
  semelhança.
"""


@dataclass(frozen=True)
class ColumnTold:
    """A column in words; ``refused``: the rules that reject a row; ``of_type``: those of its type
    too, where they are many.
    """

    name: str
    type: str
    meaning: str
    example: str
    required: bool
    refused: tuple[str, ...]
    of_type: tuple[str, ...]


def columns_told(table: Table) -> tuple[ColumnTold, ...]:
    return tuple(_column_told(column) for column in table.columns)


def _column_told(column: Column) -> ColumnTold:
    of_type = accepted_by_contract().type[column.type].rules
    many = len(of_type) > FEW
    return ColumnTold(
        name=column.name,
        type=column.type,
        meaning=_meaning(column),
        example=column.example,
        required=column.required,
        refused=tuple(rule for rule in rules_of(column) if not (many and rule in of_type)),
        of_type=of_type if many else (),
    )


def _meaning(column: Column) -> str:
    """``Frequência do cliente. Em %. De 0 a 100.``"""
    parts = [column.description]
    parts += [f"Em {column.unit}"] if column.unit else []
    parts += [f"Um destes: {', '.join(column.values)}"] if column.values else []
    parts += [_limits(column)]
    parts += ["Pode vir vazia"] if column.blank_allowed else []
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _limits(column: Column) -> str:
    first = column.earliest and day(column.earliest)
    if column.minimum is not None:
        first = f"{column.minimum:g}"  # years are among them, which have no mark of thousands
    last = f"{column.maximum:g}" if column.maximum is not None else column.latest
    if first and last:
        return f"De {first} a {last}"
    return f"A partir de {first}" if first else f"Até {last}" if last else ""


def contract_page() -> str:
    """The whole contract as Markdown."""
    threshold = percent(Settings.model_fields["rejection_threshold"].default, 0)
    return "\n".join(
        [
            INTRODUCTION.format(threshold=threshold),
            *_types(),
            *(line for table in contract().values() for line in _table(table)),
            *_rules(),
            *_counted_kinds_section("O que se repara", "reparo", accepted_by_contract().repaired),
            *_counted_kinds_section(
                "O que é posto de lado", "o que é", accepted_by_contract().aside
            ),
        ]
    )


def _types() -> Iterator[str]:
    yield "## Os tipos\n"
    rows = (
        (
            f"`{name}`",
            told.accepts,
            "; ".join(_form(cell, value) for cell, value in told.forms),
            _names(told.rules),
        )
        for name, told in accepted_by_contract().type.items()
    )
    yield from table_lines(("tipo", "o que se escreve", "vem → fica", "rejeita"), rows)


def _form(cell: str, value: str) -> str:
    kept = "um resumo" if value == "#" else f"`{_escaped_cell(value)}`"
    return f"`{_escaped_cell(cell)}` → {kept}"


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    keys = ", ".join(f"`{name}`" for name in table.key)
    yield f"**{table.title}.** {table.description} Chave: {keys}.\n"
    rows = (
        (
            f"**{told.name}**" if told.required else told.name,
            f"`{told.type}`",
            told.meaning,
            f"`{_escaped_cell(told.example)}`",
            _refused_rules(told),
        )
        for told in columns_told(table)
    )
    yield from table_lines(HEADINGS, rows)


def _refused_rules(told: ColumnTold) -> str:
    names = [f"`{rule}`" for rule in told.refused]
    return ", ".join([*names, *(["as do tipo"] if told.of_type else [])]) or "—"


def _rules() -> Iterator[str]:
    """Every rule that some column or row may break, in the order in which they appear."""
    names = dict.fromkeys(
        rule
        for table in contract().values()
        for column in table.columns
        for rule in rules_of(column)
    )
    yield "## As regras que rejeitam uma linha\n"
    rows = ((f"`{name}`", in_words(name)) for name in [*names, *accepted_by_contract().row_rules])
    yield from table_lines(("regra", "o que quer dizer"), rows)


def _counted_kinds_section(title: str, what: str, kinds: Sequence[str]) -> Iterator[str]:
    yield f"## {title}\n"
    yield "Contado no relatório de cada importação.\n"
    yield from table_lines(
        (what, "o que quer dizer"), ((f"`{kind}`", in_words(kind)) for kind in kinds)
    )


def _names(rules: Iterable[str]) -> str:
    return ", ".join(f"`{rule}`" for rule in rules) or "—"


def _escaped_cell(text: str) -> str:
    """A bar would end the cell of a Markdown table, even in code."""
    return text.replace("|", "\\|")
