"""What the work of a committee refuses, in a sentence each. Nothing is half done."""

from config.errors import UserError
from indicators.scope import AccessDeniedError


class RecognitionError(UserError):
    """What was asked of an edition of recognition cannot be done."""


class UnknownRecognitionError(RecognitionError):
    """An edition, category, unit, case or appeal that is not there."""


class WrongStateError(RecognitionError):
    """Something that is done in another step of the work."""


class NotAMemberError(RecognitionError, AccessDeniedError):
    """Who is not of the committee, or acts outside the own UF."""


class SecondSignatureError(RecognitionError, AccessDeniedError):
    """Who proposed a result would approve it too."""


class ChangedMeanwhileError(RecognitionError):
    """Somebody else changed it since it was looked at."""
