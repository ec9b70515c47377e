"""What takes an edition away for good: from the folder, and from a database that serves it."""

from collections.abc import Collection

from config.formatting import enumerate_words
from config.settings import Settings

FROM_FOLDER = (
    "`t360 editions prune --keep 0 --yes`, que apaga da pasta também as outras que não são a"
    " publicada nem seladas"
)


def how_to_remove(settings: Settings, edition_id: str, *, published: bool) -> str:
    """``construa e publique outra, e apague esta com …``, as the commands are written."""
    before = (
        "construa outra (`t360 build`), publique-a (`t360 editions publish ID`) e apague esta com "
        if published
        else "apague-a com "
    )
    rest = in_database(settings, [edition_id])
    return f"{before}{FROM_FOLDER}{f'. {rest}' if rest else ''}"


def in_database(settings: Settings, names: Collection[str]) -> str:
    """What is to be done in the database that serves editions, for those of `names` that are there;
    empty where none is.
    """
    if settings.editions_url is None:
        return ""
    from data_access.editions.server.tables import schema_name
    from data_access.editions.shelf import served_ids

    there = [name for name in served_ids(settings) if name in names]
    if not there:
        return ""
    orders = enumerate_words([f"`DROP SCHEMA {schema_name(name)} CASCADE`" for name in there])
    return (
        f"No banco de edições ficam e podem ser publicadas de novo: {enumerate_words(there)}."
        f" Apaga-as de lá, depois de publicada outra, quem é dono dos esquemas: {orders}"
        " (docs/servidor.md, seção 6)"
    )
