"""What is told of personal data, as Markdown: the register of operations (LGPD, art. 37) and the
draft of the impact report (art. 38), both from ``config/privacy.toml`` and the contract.

The register is what ``docs/privacidade.md`` shows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.formatting import number, plural
from config.privacy import (
    FROM_IMPORT,
    FROM_LAST_ATTENDANCE,
    StoreTreatment,
    TableTreatment,
    privacy,
)
from data_access.base.markdown import table_lines
from data_access.contract.load import contract, table_contract

NAME = "privacidade.md"
UNSAID = "_a informar por quem instala_"
SINCE = {FROM_IMPORT: "da importação", FROM_LAST_ATTENDANCE: "do último atendimento"}
INTRODUCTION = """\
# Registro das operações de tratamento

O que se trata de pessoas, para quê, com que base legal, o que se deixa de guardar e por quanto
tempo (LGPD, art. 37). É uma proposta de quem fez o produto: quem o instala a confere com o seu
encarregado, e muda em `config/privacy.toml` o que na sua casa é outro. Este texto é escrito por
`t360 privacy register`; o relatório de impacto, por `t360 privacy impact`; os prazos, aplicados por
`t360 retention`; o que cada pessoa pede, atendido por `t360 titular`.
"""
IMPACT = """\
# Relatório de impacto à proteção de dados (rascunho)

Descreve o tratamento, os riscos para as pessoas e o que os reduz (LGPD, arts. 5º, XVII, e 38). É um
rascunho escrito do que o produto sabe de si (`t360 privacy impact`): o encarregado o completa e o
assina.
"""


@dataclass(frozen=True)
class Answerable:
    """Who answers for the treatment; empty where nobody said."""

    controller: str
    officer: str


def register_page(who: Answerable) -> str:
    """The whole register."""
    return "\n".join(
        [
            INTRODUCTION,
            *_answerable(who),
            *_bases(),
            *_tables(),
            *_stores(),
            *_others(),
            *_rights(),
        ]
    )


def impact_page(rows: Mapping[str, int], who: Answerable) -> str:
    """The draft; `rows`: how many there are of each personal table."""
    return "\n".join(
        [
            IMPACT,
            *_answerable(who),
            *_treated(rows),
            *_needed(),
            *_risks(),
            *_rights(),
        ]
    )


def _answerable(who: Answerable) -> Iterator[str]:
    yield f"- Controlador: {who.controller or UNSAID}"
    yield f"- Encarregado: {who.officer or UNSAID}"
    yield "- Compartilhamento: pelo produto, nenhum; o que alguém baixa fica na trilha."
    yield "- Transferência internacional: nenhuma pelo produto.\n"


def _bases() -> Iterator[str]:
    yield "## As bases legais\n"
    yield from table_lines(
        ("nome", "base legal"), ((f"`{name}`", words) for name, words in privacy().basis.items())
    )


def _tables() -> Iterator[str]:
    for name, treatment in privacy().personal_tables.items():
        yield f"## {name}\n"
        yield f"**{table_contract(name).title}.** {treatment.purpose}.\n"
        yield f"- De quem: {treatment.subjects}"
        yield f"- Base legal: `{treatment.basis}`"
        yield f"- O que se deixa de guardar: {treatment.minimised}"
        yield f"- Prazo: {term_words(treatment)}"
        yield f"- A pedido da pessoa: {_erasure(treatment)}\n"
        yield from table_lines(
            ("coluna", "o que é", "para quê", "base legal", "prazo"),
            (
                (
                    column.name,
                    column.description,
                    treatment.purpose_of(column.name)
                    if treatment.purpose_of(column.name) != treatment.purpose
                    else "a da tabela",
                    f"`{treatment.basis_of(column.name)}`",
                    _cell_term(treatment, column.name),
                )
                for column in table_contract(name).columns
            ),
        )


def term_words(treatment: TableTreatment) -> str:
    """``60 meses a contar de data_fim``."""
    since = SINCE.get(treatment.since, f"de `{treatment.since}`")
    return f"{plural(treatment.keep_months or 0, 'mês', 'meses')} a contar {since}"


def _cell_term(treatment: TableTreatment, column: str) -> str:
    months = treatment.short_lived.get(column)
    return "o da linha" if months is None else plural(months, "mês", "meses")


def _erasure(treatment: TableTreatment) -> str:
    rows, cells = treatment.erased("linha"), treatment.erased("celula")
    told = [f"apaga-se a linha de que ela é `{name}`" for name in rows]
    told += [f"esvazia-se `{name}`" for name in cells]
    if treatment.linked:
        told.append(f"apaga-se a linha a que `{treatment.linked}` leva")
    return "; ".join(told) or "nada nela leva a uma pessoa"


def _stores() -> Iterator[str]:
    for store in privacy().store.values():
        yield f"## {store.title}\n"
        yield f"{store.purpose}.\n"
        yield from _store_lines(store)


def _store_lines(store: StoreTreatment) -> Iterator[str]:
    yield f"- De quem: {store.subjects}"
    yield f"- Base legal: `{store.basis}`"
    yield f"- O que se deixa de guardar: {store.minimised}"
    yield f"- Prazo: {store.kept}"
    names = ", ".join(f"`{name}`" for name in store.tables)
    yield f"- Onde: {names or 'arquivos na pasta dos dados'}\n"


def _others() -> Iterator[str]:
    yield "## Tabelas sem dados de pessoas\n"
    others = [name for name in contract() if name not in privacy().personal_tables]
    yield from table_lines(
        ("tabela", "para quê"), ((f"`{name}`", privacy().table[name].purpose) for name in others)
    )
    yield "## As edições\n"
    yield (
        "São o que as páginas leem. De clientes guardam contagens e, para poder cortá-las por"
        " qualquer filtro, uma linha por cliente com um número da própria edição, sem documento nem"
        " pseudônimo; de pesquisas, contagens, e nenhuma palavra escrita; de quem atende, o"
        " pseudônimo e o nome escolhido. Uma edição selada fica como é: o resultado selado tem de"
        " poder ser refeito.\n"
    )


def _rights() -> Iterator[str]:
    yield "## O que uma pessoa pode pedir\n"
    yield (
        "Confirmação, entrega, correção e apagamento (art. 18), com resposta em 15 dias (art. 19),"
        " por `t360 titular`; as razões de uma decisão sobre ela no reconhecimento (art. 20). Cada"
        " pedido tem protocolo e fica na trilha, sem o documento.\n"
    )


def _treated(rows: Mapping[str, int]) -> Iterator[str]:
    yield "## O que se trata\n"
    yield from table_lines(
        ("tabela", "de quem", "para quê", "linhas hoje", "prazo"),
        (
            (
                f"`{name}`",
                item.subjects,
                item.purpose,
                number(rows.get(name, 0)),
                term_words(item),
            )
            for name, item in privacy().personal_tables.items()
        ),
    )


def _needed() -> Iterator[str]:
    yield "## Por que é preciso, e o que se deixa de guardar\n"
    for name, item in privacy().personal_tables.items():
        basis = privacy().basis[item.basis]
        yield f"- **{name}.** {item.minimised}. {basis}."
    sensitive = [
        f"`{name}.{column}`"
        for name, item in privacy().personal_tables.items()
        for column in item.column
        if item.basis_of(column) == "consentimento"
    ]
    yield f"- **Só com consentimento:** {', '.join(sensitive)}.\n"


def _risks() -> Iterator[str]:
    yield "## Riscos para as pessoas\n"
    yield from table_lines(
        ("o que pode acontecer", "o que o reduz", "o que resta"),
        ((risk.risk, risk.measure, risk.left) for risk in privacy().risk),
    )
