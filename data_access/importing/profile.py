"""Profiles translate foreign layouts to the contract; `padrao` is the contract itself."""

from config.settings import Settings, get_settings
from data_access.contract.model import Table
from data_access.sources.layout import Layout, StandardLayout


def layout_of(settings: Settings, profile: str, table: Table, source_name: str) -> Layout:
    """How a profile, written as ``name`` or ``name:parameter=value``, reads a table from a source
    of that name.

    Raises UnknownProfileError with the list, and ProfileError with all that is wrong in the
    profile.
    """
    # Profiles are made of what this package has: they are imported when it is whole.
    from data_access.profiles.layout import ProfileLayout
    from data_access.profiles.load import (
        STANDARD,
        Asked,
        check_arguments,
        label_of,
        load_profile,
        require_standard,
    )

    asked = Asked.of(profile)
    if asked.name == STANDARD:
        require_standard(settings, asked)
        return StandardLayout(table)
    loaded = load_profile(settings, asked.name)
    check_arguments(loaded, table, asked)
    return ProfileLayout(
        loaded, table, source_name, asked.arguments, label_of(loaded, table, asked)
    )


def profiles_for(table: str, settings: Settings | None = None) -> list[str]:
    """The names of the profiles that feed a table, that of the contract first."""
    from data_access.profiles import load

    return [item.name for item in load.profiles_for(settings or get_settings(), table)]
