"""Approving a reply is one short path: one job, and a bounded number of files to read."""

from __future__ import annotations

from records.jobs import outbox
from tests.support import wording
from tests.support.env import Stage
from tests.support.review_env import opened
from tests.support.tracing import traced

# Eight are the client of App Store Connect, nine the web server and its checks, thirteen the shared kit of a process.
MOST_FILES = 49


def test_approve_is_one_job_and_passes_through_few_files(stage: Stage) -> None:
    with opened(stage) as desk:
        desk.turn_on()
        review_id = desk.write(2, title="Slow")
        with traced() as trace:
            stage.olive.clicks(stage.release, desk.message(), "Approve")
            (job,) = outbox.pending(stage.kit.redis)
            stage.work()
        assert job.job == "reviews:publish_reply"
        assert desk.answer(review_id).text == desk.draft(review_id).text
        assert wording.APPROVED_BY_OLIVE in desk.read()
        assert {"bot/dispatch/buttons.py", "tasks/reviews/publish.py", "appstore/reviews.py"} <= trace.files
        assert len(trace.files) <= MOST_FILES, " ".join(sorted(trace.files))
