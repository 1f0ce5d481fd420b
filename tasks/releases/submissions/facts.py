"""What a message about a submission shows of a version, and what must still be so when it is submitted."""

import hashlib
import json
from collections.abc import Mapping

from appstore.client import AppStore
from appstore.releases import candidates
from appstore.releases.candidates import Candidate
from appstore.releases.release_requests import ReleasePlan
from cards.dispatch.decisions import TEXTS
from cards.releases.plans import plan_sentence
from records.dispatch.decisions import ReleaserDecision


def read(apple: AppStore, app_id: str, version_id: str) -> tuple[Candidate, Mapping[str, str]]:
    """Read a version and what is shown of it, by name, in two calls."""
    candidate = candidates.read(apple, app_id, version_id)
    version, names = candidate.version, candidates.names(apple, app_id)
    texts = {locale: dict(found) for locale, found in candidate.texts.items()}
    for resource in names.values():
        texts.setdefault(resource.text("locale"), {}).update(
            {name: value for name, value in resource.attributes.items() if isinstance(value, str)}
        )
    facts = {
        "state": version.state.value,
        "version": version.version_string,
        "build": candidate.build,
        "release": f"released {plan_sentence(ReleasePlan.of(version))}",
        **{f"{TEXTS}{locale}": _fingerprint(found) for locale, found in sorted(texts.items())},
    }
    return candidate, facts


def look(apple: AppStore, decision: ReleaserDecision) -> Mapping[str, str]:
    """Return what an offer to submit has shown, as it is now."""
    return read(apple, decision.app_id, decision.target_id)[1]


def _fingerprint(texts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()[:16]
