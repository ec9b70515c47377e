"""What a sum printed on a certificate is of, whether its seal holds, and what it says of a unit."""

from dataclasses import dataclass
from datetime import datetime

from config.formatting import moment, number
from data_access.recognition.errors import RecognitionError
from data_access.recognition.reading import Readings
from data_access.recognition.seals import Proof
from data_access.recognition.states import STATE_WORDS, State
from reports.recognition.facts import facts_of, standing_words

DIGITS = 64


@dataclass(frozen=True)
class Verified:
    """Sentences: what was sealed (``seal``), what the trail says of it, and the ``unit``."""

    seal: str
    trail: str
    unit: str


def verify(readings: Readings, sha256: str, unit: str | None = None) -> Verified:
    """Raises RecognitionError for what is no sum, is of no sealed result, or was altered; and for
    a unit that is not in it.
    """
    given = "".join(sha256.split()).lower()
    if len(given) != DIGITS or set(given) - set("0123456789abcdef"):
        raise RecognitionError(
            f"Esperava os {DIGITS} algarismos de um resumo SHA-256 e encontrei outra coisa."
            " Confira o que foi copiado do certificado."
        )
    found = readings.verify(given)
    if found is None:
        raise RecognitionError(
            "Nenhum resultado selado aqui tem esse resumo. O certificado é de outra instalação, foi"
            " copiado com erro, ou não vale."
        )
    record, sealed, proof = found
    demonstration = " É uma demonstração: o certificado não vale." if record.demonstration else ""
    seal = (
        f"O selo confere: é o resultado de {record.name} ({record.year}), selado em"
        f" {moment(sealed.at)} (hora de Brasília), hoje {STATE_WORDS[record.state]}."
        f"{demonstration}"
    )
    code = (unit or "").strip()
    return Verified(seal, _trail(proof), _unit(readings, record.slug, record.state, code))


def _trail(proof: Proof) -> str:
    if proof.entry is None:
        return (
            "A trilha de auditoria não tem o registro deste selo: o banco foi mudado por fora, ou"
            " veio de outra instalação. Confira com `t360 audit verify`."
        )
    told = f"O selo é o registro {number(proof.entry)} da trilha de auditoria"
    if proof.head is None:
        return told + ", ainda sem assinatura que o cubra."
    at = moment(datetime.fromisoformat(proof.head.at))
    return told + f", coberto pela assinatura de {at} (hora de Brasília; chave {proof.head.key})."


def _unit(readings: Readings, slug: str, state: State, code: str) -> str:
    if not code:
        return ""
    if not readings.may_read(slug):
        return (
            "O que foi selado das unidades ainda não foi anunciado."
            if state is not State.ANNOUNCED
            else "Este resultado é de pessoas ou de outra UF: peça ao comitê dele que confira."
        )
    for category in readings.require_edition(slug).rules.category:
        facts = facts_of(readings, slug, category.id)
        unit = facts.units.get(code)
        if unit is None:
            continue
        if not unit["concorre"]:
            return f"{facts.name(code)} não concorreu em {category.name}: {unit['motivo']}"
        won = standing_words(unit, facts.told["faixas"])
        return (
            f"{facts.name(code)} ({unit['uf']}) alcançou {won} em {category.name}, com nota"
            f" {number(unit['nota'], 2)}. O certificado vale se diz o mesmo."
        )
    raise RecognitionError(
        f"“{code}” não está nesse resultado. Confira o código impresso: se é esse, o certificado"
        " não vale."
    )
