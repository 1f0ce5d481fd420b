"""The metrics that Prometheus reads at `/metrics`: acknowledgements, queues, finished jobs, Apple's rate limit."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from kit.jobs import queues
from kit.redis.connections import assert_writable
from kit.wiring import REDIS_TROUBLE, Kit
from records.jobs import counters, outbox
from records.jobs.counters import LABELS, Counter

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

Family = CounterMetricFamily | GaugeMetricFamily

# Slack gives up after 3 seconds.
_BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)

_KINDS = {
    "event_callback": "event",
    "block_actions": "click",
    "view_submission": "form",
    "message_action": "shortcut",
}
_COUNTERS = {
    Counter.JOBS: ("asc_bot_jobs", "Finished jobs by result: done, refused (reported to the user), failed"),
    Counter.APPLE: (
        "asc_bot_apple_answers",
        "Responses from App Store Connect by HTTP status, none without a response",
    ),
    Counter.BOTS: ("asc_bot_ignored_bot_messages", "Messages of other bots that got no response, by reason"),
    Counter.WEBHOOKS: (
        "asc_bot_webhook_deliveries",
        "Deliveries of Apple's webhooks by result: accepted, repeated, unreadable, refused or unavailable (Redis)",
    ),
    Counter.SLACK: ("asc_bot_slack_refusals", "Calls that Slack refused or rate limited"),
}


class Metrics:
    """The metrics of this process, and those that all processes share in Redis."""

    def __init__(self, kit: Kit) -> None:
        self._registry = CollectorRegistry()
        histogram = Histogram(
            "asc_bot_acknowledged_seconds",
            "Seconds from a request by Slack to its acknowledgement, in this process",
            ("kind",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        # Looking up a label costs more than observing it.
        self._by_kind = {kind: histogram.labels(kind) for kind in ("command", *_KINDS.values(), "other")}
        ProcessCollector(registry=self._registry)
        self._registry.register(_Shared(kit))

    def acknowledged(self, body: Mapping[str, Any], began: float) -> None:
        """Record that a request, received at `began` (perf_counter), was acknowledged."""
        kind = "command" if "command" in body else _KINDS.get(str(body.get("type")), "other")
        self._by_kind[kind].observe(time.perf_counter() - began)

    def watch_socket(self, is_up: Callable[[], bool]) -> None:
        """Add whether the socket of this process is up."""
        gauge = Gauge(
            "asc_bot_socket_up", "1 if Slack's socket is open and alive, in this process", registry=self._registry
        )
        gauge.set_function(is_up)

    def page(self) -> bytes:
        """Return all metrics in Prometheus' text format; if Redis is down, only those of this process."""
        return generate_latest(self._registry)


class _Shared(Collector):
    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def describe(self) -> Iterator[Family]:
        """Return nothing: the metrics are not known before Redis is read."""
        yield from ()

    def collect(self) -> Iterator[Family]:
        """Return every metric in Redis; one that refuses writes may still be read."""
        found, up = [], 0
        with suppress(*REDIS_TROUBLE):
            found = list(_shared(self._kit))
            assert_writable(self._kit.redis)
            up = 1
        yield GaugeMetricFamily("asc_bot_redis_up", "1 if Redis responds and accepts writes", value=up)
        yield from found


def _shared(kit: Kit) -> Iterator[Family]:
    counted = counters.everything(kit.redis)
    for counter, (name, description) in _COUNTERS.items():
        family = CounterMetricFamily(name, description, labels=LABELS[counter])
        for labels, number in counted[counter].items():
            family.add_metric(labels, number)
        yield family
    depth = GaugeMetricFamily("asc_bot_queued_jobs", "Jobs waiting for a worker", labels=("queue",))
    for queue, number in queues.queued(kit).items():
        depth.add_metric((queue,), number)
    yield depth
    now = kit.clock()
    ages = [now - job.due for job in outbox.due(kit.redis, now)]
    yield GaugeMetricFamily("asc_bot_owed_jobs", "Jobs that are due and have not finished", value=len(ages))
    yield GaugeMetricFamily(
        "asc_bot_oldest_owed_seconds", "Seconds since the oldest of them was due", value=max(ages, default=0)
    )
    # The only account of the settings has no name.
    labels = ("account",) if all(kit.accounts()) else ()
    left = GaugeMetricFamily("asc_bot_apple_allowance_left", "Calls to Apple left this hour", labels=labels)
    limit = GaugeMetricFamily("asc_bot_apple_allowance_limit", "Calls to Apple per hour", labels=labels)
    for account in kit.accounts():
        if allowance := kit.apple_of(account).budget.allowance():
            left.add_metric((account,)[: len(labels)], allowance.left)
            limit.add_metric((account,)[: len(labels)], allowance.limit)
    yield from (left, limit)
