"""The day that it is for those who use the product, whatever the clock of the machine: that of
Brasília. A server in UTC is a day ahead from 21h on.
"""

from datetime import date, datetime

from config.formatting import BRASILIA


def today() -> date:
    return datetime.now(BRASILIA).date()
