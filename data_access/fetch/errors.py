"""What goes wrong when data is fetched, told in a sentence."""

from config.errors import UserError


class FetchError(UserError):
    """An official source that cannot be reached, or whose answer is not what it should be."""


class TooLargeError(FetchError):
    """The service refuses the size of the question: it may be asked in parts."""


class NotPublishedError(FetchError):
    """The source does not have the period yet."""
