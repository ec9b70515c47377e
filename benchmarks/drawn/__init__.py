"""``python -m benchmarks drawn``: proof that a change of the code changes nothing that pages show.

- ``drawing.draw(checkout, home, folder)`` opens every page at three scopes and writes it down.
- ``comparing.compare(before, after)`` tells what differs between two such folders.
"""
