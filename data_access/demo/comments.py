"""Comments of survey answers: a small grammar in Portuguese,
with what people should not write in one.
"""

from functools import lru_cache
from itertools import product

PROMOTER, NEUTRAL, DETRACTOR = range(3)
OPENINGS = (
    (
        "Excelente atendimento",
        "Fui muito bem atendida",
        "Gostei bastante",
        "Superou o que eu esperava",
    ),
    ("Atendimento bom", "No geral foi bom", "Ajudou em parte", "Foi razoável"),
    ("Fiquei decepcionado", "Atendimento ruim", "Não resolveram meu problema", "Perdi meu tempo"),
)
SUBJECTS = (
    "na formalização do MEI",
    "na consultoria de finanças",
    "no curso de marketing digital",
    "com a orientação sobre crédito",
    "na emissão de notas",
    "no planejamento da empresa",
    "na Sala do Empreendedor",
    "com as vendas pela internet",
)
ENDINGS = (
    ("a equipe explicou tudo com paciência.", "já recomendei para outros empreendedores.",
     "voltarei com certeza!", "resolvi no mesmo dia.", "minhas vendas melhoraram."),
    ("mas demorou um pouco.", "faltou material de apoio.", "poderia ter mais horários.",
     "esperava mais exemplos da minha área.", "o site é confuso."),
    ("esperei muito e ninguém retornou.", "a resposta do chat veio errada.",
     "fui transferida três vezes.", "o atendente não sabia responder.",
     "o sistema caiu no meio."),
)  # fmt: skip
# Invented on purpose: the documents fail their check digits, the telephones are of no one and the
# e-mails of no domain.
PERSONAL = (
    " Meu CPF é 123.456.789-00.",
    " Podem ligar para (11) 90000-0000.",
    " Meu e-mail é maria.silva@exemplo.com.br.",
    " CNPJ 12.345.678/0001-00, aguardo retorno.",
    " Falem com o João no telefone (85) 3000-0000.",
)
PLAIN_TIMES = 12  # a plain comment for each personal one is drawn this many times more often


@lru_cache(maxsize=1)
def comments() -> tuple[tuple[str, ...], ...]:
    """Comments of promoters, neutrals and detractors;
    about one in twelve carries something personal.
    """
    return tuple(_of_class(kind) for kind in (PROMOTER, NEUTRAL, DETRACTOR))


def _of_class(kind: int) -> tuple[str, ...]:
    plain = [
        f"{opening} {subject}, {ending}"
        for opening, subject, ending in product(OPENINGS[kind], SUBJECTS, ENDINGS[kind])
    ]
    personal = [
        text + PERSONAL[place % len(PERSONAL)] for place, text in enumerate(plain[::PLAIN_TIMES])
    ]
    return (*plain, *personal)
