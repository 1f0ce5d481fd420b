"""Approving a reply is one short path: one job, and a bounded number of files to read."""

from __future__ import annotations

from records.jobs import outbox
from tests.support import wording
from tests.support.env import Env
from tests.support.review_env import open_review_env
from tests.support.tracing import traced

# Five are the client of App Store Connect, six the web server and its checks, nine the shared kit, twelve the records.
MOST_FILES = 44


def test_approve_is_one_job_and_passes_through_few_files(env: Env) -> None:
    with open_review_env(env) as review_env:
        review_env.turn_on()
        review_id = review_env.write(2, title="Slow")
        with traced() as trace:
            env.olive.clicks(env.release, review_env.message(), "Approve")
            (job,) = outbox.pending(env.kit.redis)
            env.work()
        assert job.job == "reviews:publish_reply"
        assert review_env.answer(review_id).text == review_env.draft(review_id).text
        assert wording.APPROVED_BY_OLIVE in review_env.read()
        assert {"bot/dispatch/buttons.py", "tasks/reviews/publish.py", "appstore/reviews.py"} <= trace.files
        assert len(trace.files) <= MOST_FILES, " ".join(sorted(trace.files))
