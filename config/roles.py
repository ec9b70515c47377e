"""The roles that open more than reading:
pages name one in navigation.toml, and the data layer asks for it.
"""

DATA_STEWARD = "gestor_dados"
COMMITTEE = "comite_reconhecimento"
AUDITOR = "auditor"
ROLES = {
    DATA_STEWARD: "gestor de dados: importa, confere, publica edições e volta atrás",
    AUDITOR: "auditor: lê a trilha de quem fez o quê e confere que ninguém a alterou",
    COMMITTEE: "comitê de reconhecimento: abre edições, dá notas, delibera e aprova",
}
