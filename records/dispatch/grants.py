"""Changes to roles: made one at a time, and each once; and the limits of other apps' bots."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from redis import Redis, WatchError

from records import people
from records.keys import DAY, key
from records.people import Role
from records.storage.documents import Documents

# The id of a person (U…, W…) or of a user group (S…), and the role.
Grants = Mapping[str, Role]


@dataclass(frozen=True, kw_only=True)
class GrantChange:
    """Every grant as it was before a change and after it."""

    before: dict[str, Role]
    after: dict[str, Role]

    def changed(self) -> list[tuple[str, Role | None, Role | None]]:
        """Return each id whose role changed, with the old role and the new one; None for no role."""
        ids = sorted({*self.before, *self.after})
        roles = [(holder_id, self.before.get(holder_id), self.after.get(holder_id)) for holder_id in ids]
        return [(holder_id, old, new) for holder_id, old, new in roles if old is not new]


@dataclass(frozen=True, kw_only=True)
class BotLimits:
    """What a bot may use its role for: the commands in `only`, () for any, and one app, "" for any.

    `name` is the bot's in Slack. They are stored by the name of the grant (`people.grant_key`) and kept when the role
    is taken away; the bot's id always has some, since messages need its name.
    """

    name: str
    only: tuple[str, ...] = ()
    app_id: str = ""
    bundle_id: str = ""

    def allow(self, command: str, app: str | None) -> bool:
        """Return whether a command may be used for an app: its Apple id or bundle id, None if none is named."""
        return command in (self.only or (command,)) and (not self.app_id or app in {self.app_id, self.bundle_id})


BOTS = Documents("bot", BotLimits, seconds=None)

_CHANGES = Documents("regrant", GrantChange, seconds=DAY)
_GRANTS = key("grants")


def change(redis: Redis, idempotency_key: str, decide: Callable[[dict[str, Role]], Grants]) -> GrantChange:
    """Replace the grants by what `decide` returns for them, atomically and once for the same `idempotency_key`.

    Nothing changes if `decide` raises. A second call with the same key returns the change that the first one made.
    """
    while True:
        with redis.pipeline() as pipeline:
            try:
                pipeline.watch(_GRANTS, _CHANGES.key(idempotency_key))  # type: ignore[no-untyped-call]  # redis-py leaves it bare
                made = _CHANGES.get(redis, idempotency_key)
                if made is not None:
                    return made
                before = people.grants(redis)
                found = GrantChange(before=before, after=dict(decide(dict(before))))
                pipeline.multi()
                pipeline.delete(_GRANTS)
                if found.after:
                    mapping: Any = {holder_id: role.value for holder_id, role in found.after.items()}
                    pipeline.hset(_GRANTS, mapping=mapping)
                _CHANGES.put(pipeline, idempotency_key, found)
                pipeline.execute()
            except WatchError:
                continue
            else:
                return found


def permits(
    redis: Redis,
    bot: str,
    command: str,
    app: str | None,
    needed: Role = Role.VIEWER,
    account: str = people.ANY_ACCOUNT,
) -> bool:
    """Return whether the role and the limits of a bot cover a command now; every step of its request asks."""
    return Role.EDITOR.covers(needed) and any(
        role.covers(needed) and limits.allow(command, app) for role, limits in limits_of_bot(redis, bot, account)
    )


def set_limits(redis: Redis, bot: str, account: str, limits: BotLimits) -> None:
    """Limit the role of a bot, in one account or in all."""
    BOTS.put(redis, people.grant_key(bot, account), limits)
    if BOTS.get(redis, bot) is None:
        BOTS.put(redis, bot, BotLimits(name=limits.name))


def limits_of_bot(redis: Redis, bot: str, account: str = people.ANY_ACCOUNT) -> list[tuple[Role, BotLimits]]:
    """Return the roles of a bot that count in an account, each with its limits."""
    held = [(grant, role, *people.holder_of(grant)) for grant, role in people.grants(redis).items()]
    applying = [
        (role, BOTS.get(redis, grant))
        for grant, role, who, limit in held
        if who == bot and (not limit or account in {people.ANY_ACCOUNT, limit})
    ]
    return [(role, limits) for role, limits in applying if limits is not None]


def held_by_bot(redis: Redis, bot: str, account: str = people.ANY_ACCOUNT) -> Role:
    """Return the role of a bot in an account, or in whichever it is highest; the jobs check it in that of the app."""
    held = [role for who, role in people.applying(people.grants(redis), account) if who == bot]
    return max([*held, Role.NOBODY], key=lambda role: role.rank)
