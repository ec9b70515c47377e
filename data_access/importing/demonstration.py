"""Made-up data and a person's own never stand side by side: a number would be neither."""

from pathlib import Path

from config.formatting import plural
from config.settings import Settings
from data_access.operational.imports import own_import_names
from data_access.sources.errors import ImportRefusedError

DEMONSTRATION_ENDS = (
    "Os dados de demonstração deixam de valer: a próxima edição terá só os seus dados."
)


def demonstration_folder(settings: Settings) -> Path:
    return settings.home / "demo"


def is_demonstration(settings: Settings, source: Path) -> bool:
    """Whether a source is a file that `t360 demo` made."""
    return demonstration_folder(settings).resolve() in source.resolve().parents


def refuse_beside_own_imports(settings: Settings) -> None:
    """Raises ImportRefusedError where imports are active that are not of the demonstration."""
    own = own_import_names(settings)
    if own:
        raise ImportRefusedError(
            f"Nesta pasta há {plural(len(own), 'importação que não é', 'importações que não são')}"
            f" da demonstração, como “{own[-1]}”, e dados inventados não se misturam com os seus."
            " Para a demonstração, use outra pasta: defina T360_HOME com um caminho novo e execute"
            " `t360 demo`."
        )
