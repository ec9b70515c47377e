"""Does each publication that standard input names in a forked child; prints the child's id and how
it ended.

Nothing here connects before the fork: connections and the engines' threads would not survive it.
"""

import os
import sys
import traceback
from pathlib import Path

import psycopg  # noqa: F401 - imported before the fork

from config.settings import Settings
from data_access.editions.publishing import publish


def child(settings: Settings, edition_id: str) -> None:
    try:
        publish(settings, edition_id, thorough=False)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def tell(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    home, url = sys.argv[1:]
    settings = Settings(
        home=Path(home), editions_url=url, threads=1, memory_limit="1GB", _env_file=None
    )
    tell("ready")
    while line := sys.stdin.readline():
        pid = os.fork()
        if pid == 0:
            child(settings, line.strip())
        tell(pid)
        sys.stdin.readline()  # until somebody asks for its result, an ended child keeps its id
        _, status = os.waitpid(pid, 0)
        tell(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
