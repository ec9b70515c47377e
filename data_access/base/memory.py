"""A limit to the memory that this process may still take."""

from pathlib import Path

MAPPED = Path("/proc/self/statm")


def limit_memory(more: int) -> None:
    """`more` bytes on top of what the libraries map when they are loaded,
    which grows with the cores of the machine.
    """
    if not MAPPED.exists():  # other systems have no such limit, or none that holds
        return
    import resource

    limit = int(MAPPED.read_text().split()[0]) * resource.getpagesize() + more
    soft, most = resource.getrlimit(resource.RLIMIT_AS)  # a stricter limit of the system's stays
    limits = [limit, *(value for value in (soft, most) if value != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), most))
