"""Grants and revokes roles as the job does."""

from __future__ import annotations

from redis import Redis

from records.dispatch import grants
from records.keys import new_id
from records.people import Role


def grant(redis: Redis, who: str, role: Role) -> None:
    """Give a user or a user group a role, in place of the one they had."""
    grants.change(redis, new_id(), lambda given: given | {who: role})


def revoke(redis: Redis, who: str) -> None:
    """Take the role away."""
    grants.change(redis, new_id(), lambda given: {held: role for held, role in given.items() if held != who})
