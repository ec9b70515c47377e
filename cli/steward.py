"""The desk of whoever runs a command, under the name of the account."""

from config.settings import Settings
from data_access.operational.actor import COMMAND_LINE
from data_access.stewardship.desk import Desk, desk
from indicators.scope import Access


def own_desk(settings: Settings) -> Desk:
    """Who may run the command on the machine of the data may do everything with them."""
    return desk(settings, Access.everything(), COMMAND_LINE)
