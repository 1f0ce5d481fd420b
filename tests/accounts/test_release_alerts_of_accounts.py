"""Releases are read with the key of their own account, which posts name; a tied channel gets none of another."""

from __future__ import annotations

from dataclasses import replace

from kit import wiring
from tasks.releases.alerts import jobs
from tests.support.agency import Agency


def look(agency: Agency) -> list[str]:
    """Let the time of a poll pass and the clock tick; return the changes in #release."""
    env, now = agency.env, agency.env.kit.clock
    env.kit = replace(env.kit, clock=lambda: now() + 301)
    with wiring.using(env.kit):
        jobs.enqueue_due_release_polls(env.kit)
    env.work()
    return [message.text.partition("\n")[0] for message in env.slack.messages(env.release) if "→" in message.text]


def test_changes_of_two_accounts_are_posted_with_their_names(agency: Agency) -> None:
    for app in ("com.globex.wave", "com.example.tide"):
        assert "turned alerts on" in agency.asks(f"alerts releases on --app {app}")
    agency.globex.set_version_state(agency.wave_version, "WAITING_FOR_REVIEW")
    agency.env.apple.set_version_state(agency.env.version_id, "IN_REVIEW")
    assert sorted(look(agency)) == [
        "*Tide (acme) 1.2.0 (iOS)*: Prepare for Submission → In Review",
        "*Wave (globex) 3.0 (iOS)*: Prepare for Submission → Waiting for Review",
    ]
    agency.tie("acme")
    agency.globex.set_version_state(agency.wave_version, "IN_REVIEW")
    assert len(look(agency)) == 2
    assert "Wave" not in agency.asks("alerts releases")
