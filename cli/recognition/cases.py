"""`t360 recognition case|appeal|answer|entry`: what is judged one by one."""

from typing import Annotated, Literal

import typer

from cli.output import results
from cli.recognition.options import CategoryId, MemberName, Reason, Slug, UnitCode, open_committee


def case(
    slug: Slug,
    number: Annotated[int, typer.Argument(metavar="CASO", help="Número do caso")],
    assign: Annotated[str | None, typer.Option(help="Membro que passa a examiná-lo")] = None,
    outcome: Annotated[
        Literal["sem efeito", "excluir"] | None, typer.Option(help="Desfecho, ao fechá-lo")
    ] = None,
    leave_out: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MÊS",
            help="Mês da unidade (2026-03) que outra versão das regras deixa de fora",
        ),
    ] = None,
    reason: Reason = "",
    member: MemberName = None,
) -> None:
    """Mostra um caso, mês a mês; atribui-o, fecha-o com um desfecho, e tira meses da conta."""
    from data_access.recognition.states import Outcome

    door = open_committee(member)
    if assign is None and outcome is None and not leave_out:
        from cli.recognition.output import print_case

        print_case(door.case(slug, number))
    if assign is not None:
        door.assign_case(slug, number, assign)
        results.print(f"Caso {number}: com {assign}.")
    if outcome is not None:
        door.close_case(slug, number, Outcome(outcome), reason)
        results.print(f"Caso {number} fechado: {outcome}.")
    if leave_out:
        record = door.leave_out(slug, number, leave_out, reason)
        told = f"As regras estão na versão {record.rules_version}, sem esses meses da unidade."
        results.print(told)


def radar(slug: Slug, member: MemberName = None) -> None:
    """Procura padrões em todas as unidades e abre um caso de cada um que se destaca."""
    from cli.recognition.output import print_patterns

    door = open_committee(member)
    new = door.search_patterns(slug)
    for category in door.require_edition(slug).rules.category:
        print_patterns(category.name, door.patterns(slug, category.id))
    results.print(f"Casos novos: {new}. Veja-os com t360 recognition show {slug}.")


def appeal(
    slug: Slug,
    category: CategoryId,
    unit: UnitCode,
    author: Annotated[str, typer.Option(help="Quem recorre")],
    reason: Reason,
) -> None:
    """Registra um recurso contra um resultado anunciado, dentro do prazo."""
    filed = open_committee().file_appeal(slug, category, unit, author, reason)
    results.print(f"Recurso {filed.id} registrado.")


def answer(
    slug: Slug,
    number: Annotated[int, typer.Argument(metavar="RECURSO", help="Número do recurso")],
    decision: Annotated[Literal["acolher", "negar"], typer.Option(help="O que se decide")],
    reason: Reason,
    member: MemberName = None,
) -> None:
    """Responde a um recurso; o que foi selado fica como está."""
    told = open_committee(member).answer_appeal(slug, number, decision == "acolher", reason)
    results.print(f"Recurso {told.id}: {told.state}.")


def changes(
    slug: Slug,
    category: CategoryId,
    unit: UnitCode,
    data: Annotated[
        str | None, typer.Option(help="Outra edição de dados (padrão: a do resultado)")
    ] = None,
) -> None:
    """Refaz o resultado e diz o que muda para uma unidade, nestes dados ou noutros."""
    frame = open_committee().compare_unit(slug, category, unit, data)
    changed = frame[frame["changed"]]
    for row in changed.itertuples():
        results.print(f"{row.what}: {row.before} → {row.after}")
    if changed.empty:
        results.print("Nada muda.")


def entry(  # noqa: PLR0913, PLR0917 - each parameter is an option of the command
    slug: Slug,
    category: CategoryId,
    unit: UnitCode,
    name: Annotated[str, typer.Option(help="Nome do processo")],
    owner: Annotated[str, typer.Option(help="Responsável")],
    uf: Annotated[str, typer.Option(help="UF do processo")],
    text: Annotated[str, typer.Option(help="O que foi feito")],
    evidence: Annotated[str, typer.Option(help="O que o mostra, em texto")] = "",
    public: Annotated[bool, typer.Option("--public", help="Pode ser nomeado a todos")] = False,
    member: MemberName = None,
) -> None:
    """Inscreve um processo numa categoria de processos."""
    from data_access.recognition.points import Entry

    given = Entry(unit, name, owner, uf.upper(), text, evidence, public)
    open_committee(member).register_entry(slug, category, given)
    results.print(f"Processo {unit} inscrito.")
