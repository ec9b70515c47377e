"""Entry point of `t360`. Errors made for users are caught here, and only here."""

import sys

import typer

from cli import data, doctor, editions, geo, query, serve
from cli.output import complain
from config.errors import UserError

app = typer.Typer(
    name="t360",
    help="Território 360: importa dados, constrói edições e consulta indicadores do Cliente 360.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(data.demo)
app.command("import")(data.import_)
app.command("build")(data.build)
app.add_typer(editions.app, name="editions")
app.add_typer(geo.app, name="geo")
app.command("query")(query.query)
app.command("doctor")(doctor.doctor)
app.command("serve")(serve.serve)


def main() -> None:
    """Run the command; a user's error is one sentence on standard error and exit code 2."""
    try:
        app()
    except UserError as error:
        complain(str(error))
        sys.exit(2)


if __name__ == "__main__":
    main()
