"""How large the demonstration is, and what of it is made one by one."""

from dataclasses import dataclass

ATTENDANCES_PER_CONTACT = 5


@dataclass(frozen=True)
class Size:
    """``attendances`` in the history, to which stocks shrink; None: the country at its real size.

    ``lives``: how many clients are drawn, each with a whole history, for all the clients that there
    are; None: every client has its own. ``asked``: the share of the clients attended whom a survey
    reaches. ``contacts`` with the service, None: in proportion to the attendances.
    """

    attendances: int | None = None
    lives: int | None = None
    asked: float = 1.0
    contacts: int | None = None

    def contacts_of(self, attendances: int) -> int:
        return self.contacts or max(1, attendances // ATTENDANCES_PER_CONTACT)


# A first start of some two minutes on two processors; what a life stands for: docs/adr/0042.
COUNTRY = Size(lives=560_000, asked=0.33, contacts=1_200_000)
