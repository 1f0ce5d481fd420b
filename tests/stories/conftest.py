"""What every story begins with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from sandbox import pictures
from tests.stage import Stage, raised


@pytest.fixture
def stage(valkey_url: str, redis_client: redis.Redis) -> Iterator[Stage]:
    """The stage, with an empty Redis."""
    with raised(valkey_url) as stage:
        yield stage


@pytest.fixture(scope="session")
def shots() -> tuple[tuple[str, bytes], ...]:
    """Twelve different screenshots for iPhone 6.9", named so that the alphabet would put them in the wrong order."""
    return tuple((f"{number}.png", pictures.png(1290, 2796, seed=number)) for number in range(1, 13))
