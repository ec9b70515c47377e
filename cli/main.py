"""Entry point of `t360`. Errors made for users are caught here, and only here."""

import os
import sys
import warnings
from typing import Annotated, NoReturn

import typer
from typer.exceptions import TyperException

from cli import (
    access,
    audit,
    backup,
    data,
    doctor,
    editions,
    fetch,
    geo,
    imports,
    profile,
    query,
    serve,
)
from cli.help_words import translate_help
from cli.home import close_home
from cli.interruption import INTERRUPTED, end_interrupted, interruptions
from cli.legible import print_legibly
from cli.output import complain, complain_as_json, results
from cli.owner import folder_left_to_its_owner
from cli.privacy import documents, key, subject
from cli.recognition.editions import app as recognition
from cli.usage import usage_sentence, wants_json
from config.errors import UserError
from config.machine import system_sentence
from config.operators import log_held, whole_sentence

REFUSED = 2
OWN = 0o077  # what commands write is for the account that runs them alone

app = typer.Typer(
    name="t360",
    help="Território 360: importa dados, constrói edições e consulta indicadores do Cliente 360.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(data.demo)
app.command("import")(data.import_)
app.add_typer(imports.app, name="imports")
app.add_typer(profile.app, name="profile")
app.command("build")(data.build)
app.add_typer(editions.app, name="editions")
app.add_typer(geo.app, name="geo")
app.add_typer(fetch.app, name="fetch")
app.add_typer(audit.app, name="audit")
app.add_typer(access.app, name="access")
app.add_typer(subject.app, name="titular")
app.command("retention")(documents.retention)
app.add_typer(documents.app, name="privacy")
app.add_typer(key.app, name="key")
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("query")(query.query)
app.add_typer(recognition, name="recognition")
app.command("doctor")(doctor.doctor)
app.command("serve")(serve.serve)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        results.print(f"Território 360 {version('territorio360')}")
        raise typer.Exit


@app.callback()
def _before_any_command(
    version: Annotated[
        bool,
        typer.Option("--version", help="Mostra a versão", is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Options of `t360` itself."""


def main() -> None:
    """Run the command; a user's error is one sentence on standard error and exit code 2."""
    os.umask(OWN)
    print_legibly()
    translate_help()
    if not sys.warnoptions:  # what libraries warn of is for who works on the product
        warnings.simplefilter("ignore")
    with log_held(), interruptions() as interrupted:
        try:
            with folder_left_to_its_owner(sys.argv[1:]):
                close_home(sys.argv[1:])
                code = app(prog_name="t360", standalone_mode=False)
        except KeyboardInterrupt:  # before the command, or after it: it hears its own
            code = INTERRUPTED
        except Exception as error:
            if interrupted():
                code = INTERRUPTED
            else:
                _stop(_sentence_of(error))
        if code == INTERRUPTED:
            end_interrupted(sys.argv[1:])
    sys.exit(code)


def _sentence_of(error: Exception) -> str:
    """What the user did, or the machine; a defect is raised again."""
    if isinstance(error, UserError):
        return whole_sentence(error)
    if isinstance(error, TyperException):
        return usage_sentence(error) if error.format_message() else ""
    sentence = system_sentence(error)
    if sentence is None:
        raise error
    return sentence


def _stop(sentence: str) -> NoReturn:
    """Nothing is said again where the help was shown; a program that asked for JSON is refused in
    JSON.
    """
    if sentence and wants_json(sys.argv):
        complain_as_json(sentence, REFUSED)
    elif sentence:
        complain(sentence)
    sys.exit(REFUSED)


if __name__ == "__main__":
    main()
