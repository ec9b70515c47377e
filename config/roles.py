"""The roles: pages name those that open them in navigation.toml,
and the data layer asks for them.
"""

EXECUTIVE = "executivo"
COORDINATION = "coordenacao"
COMMITTEE = "comite_reconhecimento"
DATA_STEWARD = "gestor_dados"
AUDITOR = "auditor"
ADMINISTRATOR = "administrador"
ROLES = {
    EXECUTIVE: "executivo: lê os números do país inteiro",
    COORDINATION: "coordenação: lê os números das suas UFs ou territórios próprios",
    COMMITTEE: "comitê de reconhecimento: abre edições, dá notas, delibera e aprova",
    DATA_STEWARD: "gestor de dados: importa, confere, publica edições e volta atrás",
    AUDITOR: "auditor: lê a trilha de quem fez o quê e confere que ninguém a alterou",
    ADMINISTRATOR: "administrador: dá e tira acessos, e encerra sessões",
}
READERS = (EXECUTIVE, COORDINATION)  # who reads the numbers of some territory
SEEING_MORE = frozenset({COMMITTEE})  # roles by which the rows of an answer differ
