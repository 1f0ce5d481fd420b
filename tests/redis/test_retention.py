"""What is kept in Redis is in the table of docs/operations.md, and goes when the table says."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import records
from records.storage.documents import Documents
from sandbox import pictures
from tests import ROOT
from tests.support.env import Env
from tests.support.review_env import open_review_env

TABLE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def rows() -> Iterator[tuple[str, str]]:
    """Every key of the table, its variable part as capitals, with the words that say how long."""
    for keys, how_long in re.findall(r"^\| (`asc:.+?) \| .+ \| (.+) \|$", TABLE, re.MULTILINE):
        yield from ((name, how_long) for name in re.findall(r"`(.+?)`", keys))


def seconds(how_long: str) -> int | None:
    """The time in words as seconds; None where it is no fixed time."""
    found = re.fullmatch(r"(\d+) (second|minute|hour|day)s?", how_long)
    return int(found[1]) * UNITS[found[2]] if found else None


def row_for(name: str) -> tuple[str, str]:
    """The row that a key of Redis' belongs to: the one that says most about it."""
    fitting = [row for row in rows() if re.fullmatch(re.sub(r"[A-Z]+\d?", ".+", row[0]), name)]
    assert fitting, f"{name} is not in docs/operations.md"
    return max(fitting, key=lambda row: len(row[0]))


def definitions() -> list[Documents[Any]]:
    """Every kind of document there is."""
    modules = [importlib.import_module(f"records.{module.name}") for module in pkgutil.iter_modules(records.__path__)]
    found = {value.noun: value for module in modules for value in vars(module).values() if isinstance(value, Documents)}
    return list(found.values())


@pytest.mark.parametrize("kind", definitions(), ids=lambda kind: kind.noun)
def test_a_document_is_kept_as_long_expires_when_the_table_says(kind: Documents[Any]) -> None:
    _, how_long = row_for(kind.key("x"))
    assert seconds(how_long) == kind.seconds


def test_every_name_of_a_key_in_the_code_is_in_the_table() -> None:
    code = "".join(
        path.read_text(encoding="utf-8") for room in ("records", "kit", "tasks") for path in (ROOT / room).rglob("*.py")
    )
    named = {f"asc:{noun}" for noun in re.findall(r"\bkey\(\"(\w+)\"", code)}
    there = {":".join(name.split(":")[:2]) for name, _ in rows()}
    assert named <= there
    assert len(list(rows())) == len({name for name, _ in rows()})


def test_what_people_leave_in_redis_expires_when_the_table_says(env: Env) -> None:
    image = ("1.png", pictures.png(1290, 2796, seed=1))
    env.says(env.eddie, "@App Store Bot upload en-US iphone 6.9", files=(image,))
    env.says(env.eddie, "@App Store Bot promo en-US Waves")
    env.says(env.olive, "@App Store Bot access grant @Ada approver")
    env.says(env.olive, "@App Store Bot use com.example.tide")
    env.says(env.olive, "@App Store Bot schedule promo en-US 2031-12-24T09:00 Snow")
    env.says(env.olive, "@App Store Bot digest daily 09:00")
    env.says(env.olive, "@App Store Bot audit")
    env.work()
    with open_review_env(env) as review_env:
        review_env.turn_on()
        review_env.write(1, title="Crashes")
        review_env.press(env.olive, "Approve")
    redis = env.kit.redis
    names = sorted(str(name, "utf-8") for name in redis.scan_iter("*"))
    assert len({row_for(name)[0] for name in names if name.startswith("asc:")}) > 20
    for name in names:
        if name.startswith("rq:"):
            continue
        how_long, left = seconds(row_for(name)[1]), redis.ttl(name)
        if how_long is None:
            assert left == -1, f"{name} goes in {left} s"
        elif left != -2:
            assert 0 <= left <= how_long, f"{name}: {left} s, the table says {how_long}"


def test_every_key_has_one_of_the_two_prefixes(env: Env) -> None:
    env.says(env.eddie, "@App Store Bot apps")
    env.work()
    assert {str(name, "utf-8").split(":")[0] for name in env.kit.redis.scan_iter("*")} <= {"asc", "rq"}
