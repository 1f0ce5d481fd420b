"""Counts what each bot has asked for in the last ten minutes."""

from typing import Any

from redis import Redis

from records.keys import key

MOST = 20
WINDOW_SECONDS = 600


def count_message(redis: Redis, bot: str, message: str, now: float) -> tuple[bool, int]:
    """Count a message of a bot, once; returns whether it is new, and how many there are within the window."""
    name = key("bot_burst", bot)
    with redis.pipeline() as pipeline:
        pipeline.zadd(name, {message: now}, nx=True)
        pipeline.zremrangebyscore(name, 0, now - WINDOW_SECONDS)
        pipeline.zcard(name)
        pipeline.expire(name, WINDOW_SECONDS)
        added, _, count, _ = pipeline.execute()
    return bool(added), int(count)


def is_told(redis: Redis, bot: str, message: str) -> bool:
    """Return whether this is the message to answer with the reason why the bot is ignored: the first of a burst."""
    first: Any = redis.set(key("bot_told", bot), message, nx=True, get=True, ex=WINDOW_SECONDS)
    return first is None or str(first, "utf-8") == message
