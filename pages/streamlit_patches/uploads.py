"""How much of what was sent Streamlit holds in memory, for as long as the session is there."""

from streamlit.runtime import exists, get_instance

PATH = "_stcore/upload_file/"


def held_bytes(session_id: str) -> tuple[int, int]:
    """Of one session and of all. Zero where there is no server, or it counts otherwise."""
    if not exists():
        return 0, 0
    held = getattr(get_instance().uploaded_file_mgr, "file_storage", {})
    of_each = {
        name: sum(len(file.data) for file in dict(files).values())
        for name, files in dict(held).items()
    }
    return of_each.get(session_id, 0), sum(of_each.values())
