"""`t360 recognition`: editions of recognition, from their rules to the sealed result."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.output import results, tell
from cli.recognition import cases, papers
from cli.recognition.options import (
    CategoryId,
    MemberName,
    Reason,
    Slug,
    Table,
    Text,
    UnitCode,
    open_committee,
)
from config.errors import UserError
from config.formatting import plural

app = typer.Typer(
    help="Reconhecimento: regras, notas, deliberação, aprovação e resultado selado.",
    invoke_without_command=True,
)
for one in (
    cases.radar,
    cases.case,
    cases.appeal,
    cases.answer,
    cases.changes,
    cases.entry,
    papers.certificate,
    papers.dossier,
    papers.verify,
):
    app.command()(one)
app.command("list-pdf")(papers.list_pdf)


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_()


@app.command("list")
def list_(output: Text = "text") -> None:
    """Lista as edições de reconhecimento, com o passo em que cada uma está."""
    from cli.recognition.output import print_editions

    print_editions(open_committee().editions(), output)


@app.command()
def show(slug: Slug, output: Text = "text") -> None:
    """Mostra uma edição: regras, passos, membros, casos e recursos."""
    from cli.recognition.output import print_edition

    print_edition(open_committee(), slug, output)


@app.command()
def ready(
    name: Annotated[
        str | None, typer.Argument(metavar="NOME", help="Edição pronta a escrever na saída")
    ] = None,
) -> None:
    """Lista as edições prontas que vêm com o produto, ou escreve as regras de uma em TOML."""
    from indicators.recognition_rules.read import ready_made, rules_text

    found = ready_made()
    if name is None:
        for key, rules in found.items():
            results.print(f"{key}  {rules.name}")
        return
    if name not in found:
        raise UserError(
            f"Não há edição pronta “{name}”. As que há são: {', '.join(found)}. Nada foi escrito."
        )
    results.out(rules_text(found[name]), end="")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="ARQUIVO", help="Regras em TOML")],
) -> None:
    """Confere um arquivo de regras e diz, de uma vez, tudo o que nele está errado."""
    from indicators.recognition_rules.read import read_rules_file

    rules = read_rules_file(file)
    categories = plural(len(rules.category), "categoria", "categorias")
    results.print(f"{file.name} está certo: {rules.name}, {categories}.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="ARQUIVO", help="Regras em TOML")],
    reason: Annotated[
        str, typer.Option("--reason", help="Por que as regras mudam, se a edição já existe")
    ] = "",
    member: MemberName = None,
) -> None:
    """Cria uma edição com estas regras, ou grava outra versão das regras de uma que existe."""
    from indicators.recognition_rules.read import read_rules_file

    rules = read_rules_file(file)
    door = open_committee(member)
    record = door.take_rules(rules, reason)
    results.print(
        f"Edição {record.slug}: versão {record.rules_version} das regras, em {record.state}."
    )


@app.command("criteria")
def criteria(slug: Slug, reason: Reason, member: MemberName = None) -> None:
    """Atualiza os critérios de uma edição com os da tabela importada criterios."""
    record, told = open_committee(member).take_criteria(slug, reason)
    for sentence in told:
        tell(sentence)
    results.print(f"Edição {slug}: versão {record.rules_version} das regras.")


@app.command()
def compare(
    slug: Slug,
    before: Annotated[int, typer.Argument(metavar="ANTES", help="Versão das regras")],
    after: Annotated[int, typer.Argument(metavar="DEPOIS", help="Versão das regras")],
    scores: Annotated[
        bool, typer.Option("--scores", help="Mostra também o que mudou em cada unidade")
    ] = False,
) -> None:
    """Compara duas versões das regras, campo por campo, e o que fazem de cada unidade."""
    changes = open_committee().compare_versions(slug, before, after)
    for change in changes:
        text = f"{change.field}: {change.before or 'não havia'} → {change.after or 'não há mais'}"
        results.print(text)
    if not changes:
        results.print("As duas versões dizem o mesmo.")
    if scores:
        from cli.recognition.output import show_changed_scores

        door = open_committee()
        for category in door.rules(slug, after).category:
            show_changed_scores(
                category.name, door.compare_scores(slug, category.id, before, after)
            )


@app.command()
def member(
    slug: Slug,
    name: Annotated[str, typer.Argument(metavar="NOME", help="Nome do membro")],
    uf: Annotated[str, typer.Option(help="UF do membro, ou BR")] = "BR",
    role: Annotated[str, typer.Option(help="Papel")] = "membro",
) -> None:
    """Inscreve um membro no comitê da edição."""
    found = open_committee().enrol(slug, name, uf.upper(), role)
    results.print(f"{found.name} ({found.uf}, {found.role}) é do comitê de {slug}.")


@app.command("open")
def open_(
    slug: Slug,
    edition: Annotated[str, typer.Argument(metavar="ID", help="Edição de dados, selada")],
    member: MemberName = None,
) -> None:
    """Abre a edição sobre dados selados."""
    _say(open_committee(member).open_on(slug, edition).slug)


@app.command()
def bands(
    slug: Slug,
    category: CategoryId,
    count: Annotated[
        int | None, typer.Argument(metavar="FAIXAS", help="Quantas faixas; sem isto, a curva")
    ] = None,
    member: MemberName = None,
) -> None:
    """Mostra o que cada número de faixas separa e erra, ou escolhe um, antes de ver nomes."""
    from cli.recognition.output import print_curve

    door = open_committee(member)
    if count is None:
        print_curve(door.score(slug, category))
        return
    _say(door.choose_bands(slug, category, count).slug)


@app.command()
def advance(slug: Slug, member: MemberName = None) -> None:
    """Passa à etapa seguinte: prévia, avaliação, deliberação."""
    _say(open_committee(member).advance(slug).slug)


@app.command()
def points(
    slug: Slug,
    category: CategoryId,
    unit: UnitCode,
    criterion: Annotated[str, typer.Argument(metavar="CRITERIO")],
    value: Annotated[float, typer.Argument(metavar="NOTA")],
    reason: Reason,
    member: MemberName = None,
) -> None:
    """Dá a nota de um membro a uma unidade, com o motivo."""
    open_committee(member).give_points(slug, category, unit, criterion, value, reason)
    results.print("Nota gravada.")


@app.command()
def score(slug: Slug, category: CategoryId, output: Table = "csv") -> None:
    """Calcula notas, posições, faixas e níveis de uma categoria, sobre os dados da edição."""
    from cli.recognition.output import print_table

    print_table(open_committee().table(slug, category), output)


@app.command()
def order(
    slug: Slug,
    category: CategoryId,
    units: Annotated[
        list[str], typer.Argument(metavar="UNIDADES", help="Na ordem, da 1ª em diante")
    ],
    reason: Reason,
    member: MemberName = None,
) -> None:
    """Ordena unidades dentro de uma faixa, com o motivo."""
    open_committee(member).reorder(slug, category, units, reason)
    results.print("Ordem gravada.")


@app.command()
def propose(slug: Slug, reason: Reason, member: MemberName = None) -> None:
    """Fecha a deliberação: outro membro a aprova."""
    _say(open_committee(member).propose(slug, reason).slug)


@app.command()
def approve(slug: Slug, reason: Reason, member: MemberName = None) -> None:
    """Aprova o que outro membro propôs."""
    _say(open_committee(member).approve(slug, reason).slug)


@app.command()
def seal(slug: Slug, member: MemberName = None) -> None:
    """Sela o resultado aprovado, com a soma dos seus bytes."""
    door = open_committee(member)
    door.seal(slug)
    results.print(f"Selado: {door.sealed(slug).sha256}")


@app.command()
def announce(slug: Slug, member: MemberName = None) -> None:
    """Anuncia o resultado selado e abre o prazo para recursos."""
    _say(open_committee(member).announce(slug).slug)


@app.command()
def reproduce(slug: Slug) -> None:
    """Refaz o resultado selado dos dados e das regras, e confere que é o mesmo, byte por byte."""
    from cli.recognition.output import say_reproduced

    say_reproduced(*open_committee().reproduce(slug))


@app.command()
def export(
    slug: Slug,
    what: Annotated[
        Literal["rules", "result", "person"],
        typer.Argument(metavar="O_QUE", help="rules, result ou person"),
    ] = "result",
    unit: Annotated[
        str | None, typer.Option(help="Código da pessoa, com person (LGPD, art. 20)")
    ] = None,
    category: Annotated[str | None, typer.Option(help="Categoria, em CSV ou com person")] = None,
    output: Table = "json",
) -> None:
    """Escreve as regras (TOML), o resultado selado (JSON ou CSV), ou as razões de uma pessoa."""
    from cli.recognition.output import export_result, export_rules, export_unit

    door = open_committee()
    if what == "rules":
        export_rules(door, slug)
    elif what == "person":
        export_unit(door, slug, category, unit)
    else:
        export_result(door, slug, category, output)


def _say(slug: str) -> None:
    from cli.recognition.output import state_sentence

    results.print(state_sentence(open_committee().require_edition(slug)))
