"""What of the server has been made ready before anybody asked:
the opening page, then all the others.
"""

from threading import Event

# Set from the start: only a server that warms up has something to wait for.
WARM = Event()
WARM.set()
ALL_WARM = Event()
ALL_WARM.set()
