"""The steps of an edition of recognition, and what is done in each."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    DRAFT = "rascunho"  # the rules are written
    OPEN = "aberta"  # on a sealed data edition: who competes, and how many bands
    PREVIEW = "previa"  # each unit sees its own result, and nobody else's
    REVIEW = "avaliacao"  # points of members, and the cases that the radar found
    DELIBERATION = "deliberacao"  # order inside bands, and decisions about people
    APPROVAL = "aprovacao"  # proposed by a member, until another approves it
    APPROVED = "aprovada"
    SEALED = "selada"
    ANNOUNCED = "anunciada"


STATE_WORDS: Mapping[State, str] = {
    State.DRAFT: "rascunho: as regras ainda são escritas",
    State.OPEN: "aberta: quem concorre, e em quantas faixas",
    State.PREVIEW: "prévia: cada unidade vê o seu resultado",
    State.REVIEW: "avaliação: notas dos membros e casos a examinar",
    State.DELIBERATION: "deliberação: a ordem dentro das faixas",
    State.APPROVAL: "à espera da aprovação de um segundo membro",
    State.APPROVED: "aprovada, por selar",
    State.SEALED: "selada, por anunciar",
    State.ANNOUNCED: "anunciada",
}
# What comes after each step, and the only one to which it leads.
NEXT: Mapping[State, State] = {
    State.OPEN: State.PREVIEW,
    State.PREVIEW: State.REVIEW,
    State.REVIEW: State.DELIBERATION,
}
# Rules change until they are proposed for approval; then the work begins again where it is open.
CHANGEABLE = (State.DRAFT, State.OPEN, State.PREVIEW, State.REVIEW, State.DELIBERATION)
SCORED = tuple(state for state in State if state is not State.DRAFT)
SEALED_STATES = (State.SEALED, State.ANNOUNCED)


class CaseState(StrEnum):
    OPEN = "aberto"
    ASSIGNED = "em análise"
    CLOSED = "fechado"


class Outcome(StrEnum):
    """What a closed case leads to. Nothing is taken away by it: EXCLUDE asks for new rules."""

    NOTHING = "sem efeito"
    EXCLUDE = "excluir"


class AppealState(StrEnum):
    FILED = "aberto"
    UPHELD = "acolhido"
    DENIED = "negado"


class DecisionKind(StrEnum):
    ORDER = "ordem"  # of the units of a band
    PERSON = "pessoa"  # whether a person is recognised
    PROPOSAL = "proposta"
    APPROVAL = "aprovacao"
