"""Retries calls to Slack that failed for a passing reason."""

from __future__ import annotations

from stamina import RetryingCaller
from stamina.instrumentation import set_on_retry_hooks

# stamina's own hooks log the text of an error, which may hold what a user wrote.
set_on_retry_hooks(())

call_slack = RetryingCaller(attempts=4, timeout=None, wait_initial=0.3, wait_max=2.0, wait_jitter=0.1)
call_slack_longer = RetryingCaller(attempts=7, timeout=None, wait_initial=0.3, wait_max=2.0, wait_jitter=0.1)
