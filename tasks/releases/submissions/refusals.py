"""How a submission ends: recorded when it was sent, taken back and reported when Apple did not accept it."""

import structlog

from appstore import submissions
from appstore.client import AppStore
from appstore.errors import Refused, Unauthorized
from appstore.releases import candidates
from appstore.submissions import SubmissionState
from cards.releases import refusals as words
from cards.releases import submissions as messages
from cards.releases.audit_tags import SUBMITTED
from cards.wording.states import state_words
from kit.wiring import Kit
from records.dispatch.decisions import DECISIONS, ReleaserDecision
from records.messages import Message
from tasks.dispatch.decisions.trail import record_change

log = structlog.get_logger()


def done(kit: Kit, decision: ReleaserDecision, state: SubmissionState) -> Message:
    """Record that the version was sent, and return the result."""
    old = decision.shown.get("state", "")
    record_change(kit, SUBMITTED, decision, "state", state_words(old), state_words(state.value))
    return messages.submitted(
        decision,
        state,
        decision.shown.get("build", ""),
        decision.shown.get("release", ""),
        again=old in {"REJECTED", "METADATA_REJECTED", "INVALID_BINARY", "DEVELOPER_REJECTED"},
    )


def report(kit: Kit, apple: AppStore, decision: ReleaserDecision, refused: Refused) -> Message:
    """Take back what was added, and return every reason in words."""
    take_back(kit, apple, decision)
    locales = dict(candidates.read(apple, decision.app_id, decision.target_id).locales)
    if candidates.INFO_LOCALIZATIONS in words.paths_of(refused.reasons):
        names = candidates.names(apple, decision.app_id)
        locales |= {identity: resource.text("locale") for identity, resource in names.items()}
    log.warning("Apple refused a submission", request=refused.request, status=refused.status, code=refused.code)
    return messages.not_accepted(decision, words.problems(refused.reasons, locales))


def take_back(kit: Kit, apple: AppStore, decision: ReleaserDecision) -> None:
    """Remove the version from the draft to which this decision has added it, and the draft if it has created that."""
    newest = DECISIONS.get(kit.redis, decision.id) or decision
    draft = newest.steps.get("draft", "")
    if not draft:
        return
    try:
        items = submissions.items(apple, draft)
        mine = [item for item in items if item.version_id == decision.target_id]
        if newest.steps.get("added"):
            for item in mine:
                submissions.remove_item(apple, item.id)
        if newest.steps.get("created") and len(mine) == len(items):
            submissions.cancel(apple, draft)
    except (Refused, Unauthorized) as refused:
        # It was sent or removed meanwhile.
        log.warning("draft not taken back", draft=draft, code=refused.code)
