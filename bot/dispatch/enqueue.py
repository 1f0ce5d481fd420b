"""Stores an invocation and its job in Redis, together, before the request is acknowledged."""

from functools import partial
from typing import Concatenate, ParamSpec

import structlog

from bot.dispatch.context import CommandContext
from kit.jobs import queues
from kit.jobs.define import Job
from records import invocations
from records.jobs.handled_messages import HANDLED

P = ParamSpec("P")
log = structlog.get_logger()


def enqueue(ctx: CommandContext, wanted: Job[Concatenate[str, P]], *rest: P.args, **named: P.kwargs) -> bool:
    """Queue a job about the invocation, once for all deliveries of it; the invocation's id is its first argument.

    The first delivery of a message may lack its files: those that a later one brings are stored for the job.
    Raises RedisError; the request is then not acknowledged, and Slack delivers it again.
    """
    records = ctx.records
    if ctx.handled is not None:
        records += (partial(HANDLED.put, record_id=ctx.invocation.message, record=ctx.handled),)
    new = queues.enqueue_invocation(ctx.kit, ctx.invocation, ctx.key, records, wanted, *rest, **named)
    if not new and ctx.invocation.files:
        invocations.FILES.put(ctx.kit.redis, ctx.invocation.message, ctx.invocation.files)
    if new:
        log.info("invocation queued", invocation=ctx.invocation.id, job=wanted.name, origin=ctx.invocation.origin)
    return new
