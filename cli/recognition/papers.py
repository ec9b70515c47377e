"""`t360 recognition certificate|dossier|list-pdf|verify`: a sealed result on paper, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import results
from cli.recognition.options import CategoryId, Slug, UnitCode, open_committee
from config.errors import UserError
from config.formatting import file_size

if TYPE_CHECKING:
    from reports.paper import Paper

Into = Annotated[
    Path | None,
    typer.Option("--into", metavar="ARQUIVO", help="Onde escrever (padrão: nesta pasta)"),
]


def certificate(slug: Slug, category: CategoryId, unit: UnitCode, into: Into = None) -> None:
    """Escreve o certificado de uma unidade em PDF, com o código QR que o confere."""
    from reports.recognition.certificate import certificate as made
    from reports.recognition.facts import facts_of

    door = open_committee()
    facts = facts_of(door, slug, category)
    facts.competitor(unit)
    _write(made(facts, door.score(slug, category), unit), into)


def dossier(slug: Slug, category: CategoryId, unit: UnitCode, into: Into = None) -> None:
    """Escreve o dossiê de uma unidade em PDF: critérios ao lado do grupo, e o que há a ganhar."""
    from reports.recognition.dossier import dossier as made
    from reports.recognition.facts import facts_of
    from reports.recognition.trends import trends_of

    door = open_committee()
    facts, earlier = facts_of(door, slug, category), door.sealed_before(slug, category)
    facts.competitor(unit)
    _write(made(facts, earlier, trends_of(door, facts, unit), unit), into)


def list_pdf(slug: Slug, category: CategoryId, into: Into = None) -> None:
    """Escreve a lista de resultados de uma categoria em PDF."""
    from reports.recognition.facts import facts_of
    from reports.recognition.listing import listing

    _write(listing(facts_of(open_committee(), slug, category)), into)


def verify(
    sha256: Annotated[str, typer.Argument(metavar="RESUMO", help="Resumo (SHA-256) impresso")],
    unit: Annotated[str | None, typer.Option(help="Código impresso da unidade")] = None,
) -> None:
    """Diz de que edição é o resumo de um certificado, se o selo vale, e o que foi selado."""
    from reports.recognition.verifying import verify as verified

    found = verified(open_committee(), sha256, unit)
    for sentence in (found.seal, found.trail, found.unit):
        if sentence:
            results.print(sentence)


def _write(paper: "Paper", into: Path | None) -> None:
    file = into or Path(f"{paper.name}.pdf")
    try:
        file.write_bytes(paper.content)
    except OSError:
        raise UserError(
            f"Não consegui escrever “{file.name}”. Confira se a pasta existe e as"
            " permissões, ou diga outro arquivo com --into."
        ) from None
    results.print(f"{file.name}: {file_size(len(paper.content))}")
