"""What a run of tests need not do again for each test.

Nothing of it is what a test looks at: what is collected as garbage is only collected later, and the
packages that are installed stay the same while tests run.
"""

import gc
import sys
from functools import cache

import pytest

YOUNG = (50_000, 20, 1_000)  # objects before the youngest are looked through, and times of each


def pytest_collection_finish(session: pytest.Session) -> None:
    """Once all tests are read, whatever is in memory stays there to the end."""
    del session
    gc.collect()
    gc.freeze()
    gc.set_threshold(*YOUNG)
    if "streamlit.testing.v1" in sys.modules:
        _look_for_components_once()


def _look_for_components_once() -> None:
    """A page under test begins as a server does: it reads what every installed package says of
    itself.
    """
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
