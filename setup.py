"""What pyproject.toml cannot say: the panel's entry and its theme, which Streamlit wants at the
root of the checkout, and the glossary beside them go into the package that is built.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

# config/settings.py finds them there.
TARGET = Path("pages/entry")
FILES = ("app.py", ".streamlit/config.toml", "GLOSSARIO.md")


class BuildWithEntry(build_py):
    """A checkout that is installed in place runs its own files: nothing is copied then."""

    def run(self) -> None:
        super().run()
        for source, target in self._entry():
            self.mkpath(str(target.parent))
            self.copy_file(source, str(target))

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        return [
            *super().get_outputs(include_bytecode),
            *(str(target) for _, target in self._entry()),
        ]

    def get_source_files(self) -> list[str]:
        return [*super().get_source_files(), *FILES]

    def _entry(self) -> list[tuple[str, Path]]:
        if self.editable_mode:
            return []
        return [(name, Path(self.build_lib) / TARGET / name) for name in FILES]


setup(cmdclass={"build_py": BuildWithEntry})
