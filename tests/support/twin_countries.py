"""Two countries that differ in what may not be told of people, and in nothing else.

For each thing by which answers are divided two groups of two people each exchange what somebody of
them answered; two towns exchange what somebody of them is. Every figure that may be told is the
same of both countries. So must be all that leaves the panel of either: what differs tells of a few.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.support.command_line import t360
from tests.support.steward import succeed

BELO_HORIZONTE, CONTAGEM, BETIM, SAO_PAULO = "3106200", "3118601", "3106705", "3550308"
USUAL = {
    "municipio": BELO_HORIZONTE,
    "uf": "MG",
    "parceiro": "S1",
    "equipe": "E1",
    "atendente": "ana",
    "canal": "Telefone",
    "mes": "01",
}
KEY = "b3" * 32  # of the pseudonyms of both
# Of each division, the two of which too few answered.
FEW = {
    "municipio": (CONTAGEM, BETIM),
    "parceiro": ("S2", "S3"),
    "equipe": ("E2", "E3"),
    "atendente": ("bia", "caio"),
    "canal": ("Chat", "WhatsApp"),
    "mes": ("02", "03"),
}
PLEASED = {"nps": 10, "csat": 5, "ces": 5, "comentario": "Ótimo atendimento, recomendo"}
CALM = {"nps": 9, "csat": 4, "ces": 4, "comentario": "Bom atendimento"}
ANGRY = {"nps": 2, "csat": 1, "ces": 2, "comentario": "Demora absurda, péssimo"}
HEADS = {
    "atendimentos": "id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;uf_executora;"
    "valido;situacao;canal;parceiro;equipe;atendente",
    "pesquisas": "id_pesquisa;data;id_atendimento;nps;csat;ces;comentario",
    "clientes": "id_cliente;tipo_cliente;municipio;genero;raca_cor;faixa_etaria;consentimento",
    "parceiros": "id_parceiro;nome;tipo;municipio;situacao",
    "equipes": "id_equipe;nome;uf",
    "socioeconomico": "municipio;indicador;ano;valor",
    "empresas": "municipio;porte;competencia;quantidade",
}


def _people(exchanged: bool) -> Iterator[tuple[dict[str, str], dict[str, object], str]]:
    """Where and how each was attended, what he answered, and what he is."""
    mood = (PLEASED, CALM, PLEASED, ANGRY)
    for uf, town, count in (("MG", BELO_HORIZONTE, 90), ("SP", SAO_PAULO, 40)):
        for n in range(count):
            own = {"uf": uf, "municipio": town, "mes": ("01", "04", "05", "06")[n % 4]}
            own |= {"parceiro": "S1" if uf == "MG" else "S9"}
            own |= {"equipe": "E1" if uf == "MG" else "E9"}
            own |= {"atendente": "ana" if uf == "MG" else "rui"}
            yield USUAL | own, mood[n // 4 % len(mood)], ("Feminino", "Masculino")[n % 2]
    for division, (one, other) in FEW.items():
        answers = [(one, PLEASED), (one, ANGRY), (other, PLEASED), (other, CALM)]
        if exchanged:
            answers[1], answers[3] = (one, CALM), (other, ANGRY)
        gender = ["Feminino", "Masculino", "Feminino", "Feminino"]
        if exchanged and division == "municipio":
            gender[1], gender[3] = gender[3], gender[1]
        for (value, answer), who in zip(answers, gender, strict=True):
            yield USUAL | {division: value}, answer, who


def _tables(exchanged: bool) -> dict[str, list[str]]:
    attendances, surveys, clients = [], [], []
    for n, (how, answer, who) in enumerate(_people(exchanged)):
        day = f"2026-{how['mes']}-{1 + n % 27:02d}"
        attendances.append(
            f"A{n};PF;P{n};{day};;{how['municipio']};{how['uf']};sim;Concluído;{how['canal']};"
            f"{how['parceiro']};{how['equipe']};{how['atendente']}"
        )
        surveys.append(f"Q{n};{day};A{n};" + ";".join(str(said) for said in answer.values()))
        clients.append(f"P{n};PF;{how['municipio']};{who};Parda;30 a 39;sim")
    towns = (BELO_HORIZONTE, CONTAGEM, BETIM, SAO_PAULO)
    reference = {"populacao": 1000, "populacao_adulta": 700, "mulheres": 510, "pretos_pardos": 450,
                 "jovens": 200}  # fmt: skip
    salas = [("S1", BELO_HORIZONTE), ("S2", BELO_HORIZONTE), ("S3", BELO_HORIZONTE)]
    return {
        "atendimentos": attendances,
        "pesquisas": surveys,
        "clientes": clients,
        "parceiros": [
            f"{code};Sala {code};Sala do Empreendedor;{town};ativa"
            for code, town in [*salas, ("S9", SAO_PAULO)]
        ],
        "equipes": [f"E{n};Equipe {n};{'SP' if n == 9 else 'MG'}" for n in (1, 2, 3, 9)],
        "socioeconomico": [
            f"{town};{name};2022;{value + place}"
            for place, town in enumerate(towns)
            for name, value in reference.items()
        ],
        "empresas": [f"{town};{porte};2026-01;300" for town in towns for porte in ("MEI", "ME")],
    }


def publish_twin(home: Path, *, exchanged: bool) -> None:
    home.mkdir(parents=True, exist_ok=True)
    for table, rows in _tables(exchanged).items():
        file = home / f"{table}.csv"
        file.write_text("\n".join([HEADS[table], *rows]) + "\n", encoding="utf-8")
        succeed(t360(home, "import", table, file, T360_HASH_KEY=KEY))
    edition = succeed(t360(home, "build", T360_HASH_KEY=KEY)).out.split()[-1]
    succeed(t360(home, "editions", "publish", edition))
