"""A fair queue of uploads: channels take turns, so that many uploads of one don't delay the others."""

from redis import Redis

from records.keys import DAY, key

_WAITING = key("uploads", "waiting")
_TURNS = key("uploads", "turns")

_TAKE = """
local channel = redis.call('hget', KEYS[1], ARGV[1])
if channel == false then return 1 end
local function last_turn(of) return tonumber(redis.call('hget', KEYS[2], of) or 0) end
for _, other in ipairs(redis.call('hvals', KEYS[1])) do
  if last_turn(other) < last_turn(channel) then return 0 end
end
redis.call('hdel', KEYS[1], ARGV[1])
redis.call('hset', KEYS[2], channel, redis.call('hincrby', KEYS[2], 'turns', 1))
redis.call('expire', KEYS[2], ARGV[2])
return 1
"""


def wait(redis: Redis, upload_id: str, channel: str) -> None:
    """Let the upload wait for a turn of its channel."""
    redis.hset(_WAITING, upload_id, channel)


def take(redis: Redis, upload_id: str) -> bool:
    """Return whether the upload may begin: it does not wait, or no waiting channel had its last turn earlier."""
    return bool(redis.eval(_TAKE, 2, _WAITING, _TURNS, upload_id, DAY))


def leave(redis: Redis, upload_id: str) -> None:
    """Remove an upload that has ended without its turn."""
    redis.hdel(_WAITING, upload_id)
