"""What `t360 titular` prints: where a person is, what goes, what stays. Never who the person is."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from cli.output import results, tell
from cli.removal import how_to_remove
from config.formatting import day, enumerate_words, plural
from config.privacy import privacy

if TYPE_CHECKING:
    from data_access.editions.info import EditionInfo
    from data_access.operational.subjects import RequestRecord
    from data_access.staging.holdings import Held
    from data_access.stewardship.subjects import Found, SubjectOffice

NOTHING = "Não há dados desta pessoa nas tabelas importadas."
ROWS = ("linha", "linhas")


def print_found(found: "Found") -> None:
    if not found.holdings.held and not found.elsewhere.store:
        results.print("Não há dados desta pessoa aqui.")
    for line in _places(found):
        results.print(line)
    if found.elsewhere.editions:
        results.print(
            "Edições feitas também destas linhas (sem o documento nem o pseudônimo de clientes; de"
            " quem atende, com o nome):"
        )
    for info in found.elsewhere.editions:
        results.print(f"  {_edition(info)}")
    _protocol(found)


def print_corrected(found: "Found", columns: list[str]) -> None:
    results.print(
        f"Corrigido no cadastro: {enumerate_words(columns)}. Vale também para o que for importado"
        " depois."
    )
    tell("As edições que já existem não mudam; construa outra com `t360 build`.")
    _protocol(found)


def print_erasure(found: "Found") -> None:
    """Before an erasure, what would go; after it, what went; both times what stays."""
    done = found.request is not None
    gone = [_line(name, held, how) for name, how, held in _by_effect(found)]
    if not gone:
        results.print(NOTHING)
    else:
        results.print("Apagado:" if done else "Seria apagado:")
    for line in gone:
        results.print(f"  {line}")
    staying = [*_staying(found)]
    if staying:
        results.print("Fica:" if done else "Ficaria:")
    for line in staying:
        results.print(f"  {line}")
    if done:
        tell("Uma importação com esta pessoa não a traz de volta.")
        if gone:
            tell("Cópias de segurança de antes ainda a têm: restaurada uma delas, apague de novo.")
        _protocol(found)
    elif gone or found.elsewhere.store.get("arquivos"):
        tell("Nada mudou; para apagar, repita com --confirmar.")
    else:
        tell("Nada há a apagar, e nada mudou.")


def print_requests(office: "SubjectOffice", listed: list["RequestRecord"]) -> None:
    if not listed:
        results.print("Nenhum pedido.")
    for item in listed:
        results.print(
            f"{item.protocol}  {item.kind:<9}  recebido em {day(item.received_at)}  "
            f"{_situation(item)}"
        )
        for info in office.still_in(item):
            results.print(f"    ainda contém as linhas: {_edition(info)}")
    late = sum(item.open and item.late for item in listed)
    if late:
        tell(f"{plural(late, 'pedido passou', 'pedidos passaram')} do prazo de 15 dias.")


def plain_request(item: "RequestRecord") -> dict[str, Any]:
    return {
        "protocolo": item.protocol,
        "tipo": item.kind,
        "recebido_em": item.received_at.isoformat(timespec="seconds"),
        "responder_ate": item.due_at.isoformat(timespec="seconds"),
        "respondido_em": (
            item.answered_at.isoformat(timespec="seconds") if item.answered_at else None
        ),
        "por": item.answered_by,
        "motivo": item.refusal,
        "atrasado": item.late,
        "linhas": dict(item.rows),
    }


def _places(found: "Found") -> Iterator[str]:
    for name, held in found.holdings.by_table.items():
        treatment = privacy().table[name]
        yield _line(name, held)
        yield f"    para quê: {treatment.purpose}"
        yield f"    base legal: {privacy().basis[treatment.basis]}"
    for name, count in found.elsewhere.store.items():
        store = privacy().store[name]
        yield f"{store.title}: {plural(count, *ROWS)}"
        yield f"    para quê: {store.purpose}"


def _by_effect(found: "Found") -> Iterator[tuple[str, str, list["Held"]]]:
    for name, held in found.holdings.by_table.items():
        for how in ("linha", "celula"):
            those = [item for item in held if item.how == how]
            if those:
                yield name, how, those


def _line(name: str, held: list["Held"], how: str = "linha") -> str:
    """``atendimentos: 12 linhas, de 03/01/2024 a 10/05/2026, de 2 importações``."""
    count = plural(sum(len(item.rows) for item in held), *ROWS)
    first = min((item.first for item in held if item.first), default=None)
    last = max((item.last for item in held if item.last), default=None)
    when = f", {_days(first, last)}" if first and last else ""
    sources = plural(len({item.record.import_id for item in held}), "importação", "importações")
    of = "quem atendeu, em " if how == "celula" else ""
    return f"{name}: {of}{count}{when}, de {sources}"


def _days(first: date, last: date) -> str:
    return f"em {day(first)}" if first == last else f"de {day(first)} a {day(last)}"


def _staying(found: "Found") -> Iterator[str]:
    from config.settings import get_settings

    for info in found.elsewhere.editions:
        todo = (
            "as linhas ficam, sem documento nem pseudônimo de cliente, com o resultado que ela sela"
            if info.seal
            else how_to_remove(get_settings(), info.id, published=info.published)
        )
        yield f"{_edition(info)}: {todo}"
    for name, count in found.elsewhere.store.items():
        if name not in ("arquivos", "titulares"):
            store = privacy().store[name]
            yield f"{store.title}: {plural(count, *ROWS)}. {store.kept}."


def _edition(info: "EditionInfo") -> str:
    marks = [word for word, held in (("publicada", info.published), ("selada", info.seal)) if held]
    return f"edição {info.id}{f' ({enumerate_words(marks)})' if marks else ''}"


def _situation(item: "RequestRecord") -> str:
    if item.answered_at is None:
        until = day(item.due_at)
        return f"ATRASADO: venceu em {until}" if item.late else f"responder até {until}"
    told = "encerrado" if item.refusal else "respondido"
    after = ", depois do prazo" if item.late else ""
    why = f": {item.refusal}" if item.refusal else ""
    return f"{told} em {day(item.answered_at)} por {item.answered_by}{after}{why}"


def _protocol(found: "Found") -> None:
    if found.request is not None:
        tell(f"Protocolo {found.request.protocol}.")
