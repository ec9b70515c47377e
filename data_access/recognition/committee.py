"""The committee's door, from the panel or from the command line: it asks for the role and the UF,
and leaves each act in the audit trail in the transaction of the act.

Where there are identities, a member is the account that is in, and nobody acts under another's
name. Where there are none, a member is named by the account of the machine, or declares a name that
is in the registry of the edition; the trail has both (docs/adr/0034, 0047, 0059).
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from config.roles import COMMITTEE
from config.settings import Settings
from data_access.identity.asking import asker, require_role
from data_access.identity.granted import rights_in_force
from data_access.operational.actor import Origin
from data_access.operational.engine import operational_engine
from data_access.recognition import appeals, deliberating, judging, rules_store, workflow
from data_access.recognition.casework import Casework
from data_access.recognition.criteria_table import imported_criteria
from data_access.recognition.exclusions import rules_leaving_out
from data_access.recognition.points import Entry
from data_access.recognition.records import AppealRecord, Proposal
from data_access.recognition.store import Member, RecognitionRecord
from indicators.recognition_rules.model import NATIONAL, Rules
from indicators.scope import EVERY_EDITION, Access

FINAL = "Aprovar, selar ou anunciar um resultado"  # what no vote undoes


class Committee(Casework):
    """Every act of a committee, under the name of a member. Made by `committee` alone."""

    # Rules

    def create(self, rules: Rules) -> RecognitionRecord:
        """Raises RulesError, and RecognitionError where there is one of that id."""
        self.require_scope(rules.scope)
        self.require_seat(rules.id, rules.scope)
        record = rules_store.create_edition(self.settings, rules, self.actor)
        judging.enrol(
            self.settings, rules.id, Member(self.member, self._own_uf, "presidente"), self.actor
        )
        return record

    def save_rules(
        self, slug: str, rules: Rules, reason: str, seen: int | None = None
    ) -> RecognitionRecord:
        """A new version. Raises RulesError, WrongStateError, ChangedMeanwhileError."""
        self.require_whole(slug)
        return rules_store.save_rules(self.settings, slug, rules, reason, self.actor, seen=seen)

    def take_rules(self, rules: Rules, reason: str) -> RecognitionRecord:
        """`create`, or `save_rules` where there is an edition of that id."""
        known = {record.slug for record in self.editions()}
        return self.save_rules(rules.id, rules, reason) if rules.id in known else self.create(rules)

    def take_criteria(self, slug: str, reason: str) -> tuple[RecognitionRecord, list[str]]:
        """Criteria of the table `criterios`, as another version of the rules; with what was not
        taken and why.
        """
        record = self.require_whole(slug)
        rules, told = imported_criteria(self.settings, record.rules)
        return self.save_rules(slug, rules, reason, record.revision), told

    # Steps

    def open_on(self, slug: str, data_edition: str) -> RecognitionRecord:
        """Raises EditionError for data that are not sealed, were altered or are gone."""
        self.require_whole(slug)
        return workflow.open_on(self.settings, slug, data_edition, self.signed)

    def choose_bands(self, slug: str, category: str, bands: int) -> RecognitionRecord:
        self.require_whole(slug)
        return workflow.choose_bands(self.settings, slug, category, bands, self.signed)

    def advance(self, slug: str, seen: int | None = None) -> RecognitionRecord:
        self.require_whole(slug)
        return workflow.advance(self.settings, slug, self.signed, seen=seen)

    def propose(self, slug: str, reason: str) -> RecognitionRecord:
        self.require_whole(slug)
        return workflow.propose(self.settings, slug, self.signed, reason)

    def proposal(self, slug: str) -> Proposal:
        """What waits for the second signature, of an edition in that step."""
        self.require_whole(slug)
        return workflow.last_proposal(self.settings, slug, self.signed)

    def approve(self, slug: str, reason: str) -> RecognitionRecord:
        """Raises FreshLoginError without a fresh login, as does what makes a result final."""
        self.require_whole(slug)
        self._require_fresh(FINAL)
        return workflow.approve(self.settings, slug, self.signed, reason)

    def send_back(self, slug: str, reason: str) -> RecognitionRecord:
        self.require_whole(slug)
        return workflow.send_back(self.settings, slug, self.signed, reason)

    def seal(self, slug: str) -> RecognitionRecord:
        self.require_whole(slug)
        self._require_fresh(FINAL)
        return workflow.seal_result(self.settings, slug, self.signed)

    def announce(self, slug: str) -> RecognitionRecord:
        self.require_whole(slug)
        self._require_fresh(FINAL)
        return workflow.announce(self.settings, slug, self.signed)

    # Judging

    def candidates(self, slug: str) -> list[str]:
        """The accounts that were given a seat in this committee, by how they sign."""
        given = rights_in_force(self.settings)
        seated = {item.account.who for item in given if item.right.edition in (slug, EVERY_EDITION)}
        return sorted(seated | {self.member})

    def enrol(self, slug: str, name: str, uf: str = NATIONAL, role: str = "membro") -> Member:
        self.require_whole(slug)
        return judging.enrol(self.settings, slug, Member(name.strip(), uf, role), self.actor)

    def register_entry(self, slug: str, category: str, entry: Entry) -> Entry:
        self.require_whole(slug)
        return judging.register_entry(self.settings, slug, category, entry, self.signed)

    def missing_points(self, slug: str) -> list[str]:
        """The criteria of points to which no member gave any yet."""
        record = self.require_whole(slug)
        with Session(operational_engine(self.settings)) as session:
            return judging.missing_points(session, record)

    def give_points(
        self,
        slug: str,
        category: str,
        unit: str,
        criterion: str,
        points: float,
        reason: str,
        evidence: str = "",
    ) -> None:
        judging.give_points(
            self.settings,
            slug,
            self.judged(slug, category, unit),
            criterion,
            points,
            reason=reason,
            evidence=evidence,
            by=self.signed,
        )

    def leave_out(
        self, slug: str, case_id: int, months: Sequence[str], reason: str, seen: int | None = None
    ) -> RecognitionRecord:
        """Other rules, without months (``2026-03``) of the unit of a case closed to exclude."""
        record = self.require_whole(slug)
        rules = rules_leaving_out(record, self.cases(slug), case_id, months, reason)
        return self.save_rules(slug, rules, reason, seen)

    # Deliberation

    def reorder(self, slug: str, category: str, order: Sequence[str], reason: str) -> None:
        """Raises RecognitionError across bands."""
        record = self.require_whole(slug)
        deliberating.reorder(
            self.settings,
            record,
            self.score(slug, category),
            order,
            reason=reason,
            by=self.signed,
        )

    def decide_person(
        self, slug: str, category: str, unit: str, recognised: bool, reason: str
    ) -> None:
        record = self.require_whole(slug)
        deliberating.decide_person(
            self.settings,
            record,
            self.score(slug, category),
            unit,
            recognised,
            reason=reason,
            by=self.signed,
        )

    # Appeals

    def file_appeal(
        self, slug: str, category: str, unit: str, author: str, reason: str
    ) -> AppealRecord:
        judged = self.judged(slug, category, unit)
        return appeals.file_appeal(
            self.settings, slug, judged, author=author, reason=reason, actor=self.actor
        )

    def answer_appeal(self, slug: str, appeal_id: int, upheld: bool, answer: str) -> AppealRecord:
        self.require_whole(slug)
        return appeals.answer_appeal(
            self.settings, slug, appeal_id, upheld=upheld, answer=answer, by=self.signed,
        )  # fmt: skip

    @property
    def _own_uf(self) -> str:
        ufs = self.access.ufs
        return next(iter(ufs)) if ufs is not None and len(ufs) == 1 else NATIONAL


def committee(
    settings: Settings, access: Access, origin: Origin, member: str | None = None
) -> Committee:
    """Raises AccessDeniedError for whoever does not hold the role of the committee."""
    sentence = (
        f"O trabalho do comitê é de quem tem o papel {COMMITTEE}; peça-o a quem administra o"
        " painel."
    )
    require_role(settings, access, origin, (COMMITTEE,), sentence)
    own = asker(access, origin).name
    named = own if access.account else member or own
    return Committee(settings, access, origin, named.strip())
