"""Whether the server has made ready what the first visitor would wait for."""

from threading import Event

# Set from the start: only a server that warms up has something to wait for.
WARM = Event()
WARM.set()
