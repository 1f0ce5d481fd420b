"""A job about a version or a build that ran only in part is run again, and what it did is done and reported once."""

from __future__ import annotations

from dataclasses import replace

from records import audit
from records.releases.build_changes import BUILD_CHANGES
from records.releases.new_versions import NEW_VERSIONS
from sandbox.appstore import Fault
from tasks.releases.versions import jobs
from tests.support import wording
from tests.support.env import Env


def invocation_id(env: Env, noun: str) -> str:
    return str(next(iter(env.kit.redis.scan_iter(f"asc:{noun}:*"))), "ascii").removeprefix(f"asc:{noun}:")


def test_a_version_that_a_killed_job_has_created_is_reported_and_not_created_again(env: Env) -> None:
    env.apple.set_version_state(env.version_id, "READY_FOR_DISTRIBUTION")
    ts = env.says(env.eddie, "@App Store Bot version new 1.3.0")
    env.work()
    created = invocation_id(env, NEW_VERSIONS.noun)
    jobs.create_version.run(env.kit, created, "1.3.0")
    assert env.read(ts).count(wording.VERSION_CREATED) == 1
    assert len(env.writes()) == len(list(audit.everything(env.kit.redis))) == 1


def test_a_build_that_a_killed_job_has_attached_can_be_undone_to_the_one_before(env: Env) -> None:
    env.apple.set_build(env.version_id, env.apple.add_build(env.app_id, "1.2.0", "41"))
    env.apple.add_build(env.app_id, "1.2.0", "42")
    ts = env.says(env.eddie, "@App Store Bot build 42")
    env.work()
    attached = invocation_id(env, BUILD_CHANGES.noun)
    BUILD_CHANGES.change(env.kit.redis, attached, lambda change: replace(change, last_message=None))
    jobs.attach_build.run(env.kit, attached, "42")
    assert len(env.writes()) == len(list(audit.everything(env.kit.redis))) == 1
    env.olive.clicks(env.release, env.replies(ts)[-1], "Undo")
    env.work()
    found = env.apple.build(env.version_id)
    assert found is not None
    assert found.number == "41"


def test_what_apple_did_without_responding_is_not_repeated(env: Env) -> None:
    env.retry_at_once()
    env.apple.add_build(env.app_id, "1.2.0", "42", encryption=None)
    env.apple.faults.add(Fault.lost(method="PATCH", path="/v1/", times=1))
    ts = env.says(env.eddie, "@App Store Bot build 42")
    env.work()
    env.apple.faults.add(Fault.lost(method="PATCH", path="/v1/builds", times=1))
    env.eddie.clicks(env.release, env.replies(ts)[-1], "No encryption that needs documents")
    env.work()
    assert wording.NO_DOCUMENTS in env.read(ts)
    assert len(env.writes()) == 2
