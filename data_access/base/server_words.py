"""What a database server or the network refuses, in words: drivers say it in English."""

REASONS = {
    "connection refused": "ninguém atende nesse endereço e porta",
    "could not translate host name": "não há servidor com esse nome",
    "failed to resolve host": "não há servidor com esse nome",
    "name or service not known": "não há servidor com esse nome",
    "password authentication failed": "o servidor recusou o usuário ou a senha",
    "no password supplied": "o servidor pede uma senha",
    "no pg_hba.conf entry": "o servidor não aceita este usuário deste computador",
    "does not exist": "o servidor não tem o banco ou o usuário do endereço",
    "timeout": "o servidor não respondeu a tempo",
    "timed out": "o servidor não respondeu a tempo",
    "no route to host": "a rede não leva até o servidor",
    "network is unreachable": "a rede não leva até o servidor",
    "too many clients": "o servidor não aceita mais conexões agora",
    "connection slots": "o servidor não aceita mais conexões agora",
    "starting up": "o servidor ainda está ligando",
    "shutting down": "o servidor está desligando",
    "terminating connection": "o servidor encerrou a conexão",
    "server closed the connection": "o servidor encerrou a conexão",
    "connection is closed": "a conexão caiu",
    "connection is lost": "a conexão caiu",
    "no space left": "o disco do servidor está cheio",
    "could not extend file": "o disco do servidor está cheio",
    "read-only transaction": "o servidor só aceita leitura",
    "permission denied": "o usuário do endereço não tem permissão para isto",
    "certificate": "a conexão segura (TLS) falhou",
    "ssl": "a conexão segura (TLS) falhou",
}


def server_words(said: str) -> str:
    """The reason in Portuguese, or what the server said, quoted as its own words."""
    lower = said.lower()
    known = next((words for part, words in REASONS.items() if part in lower), None)
    return known or f"o servidor disse “{said}”"
