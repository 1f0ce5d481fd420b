"""One App Store Connect key follows another without a restart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from appstore import apps
from appstore.errors import Unauthorized
from bot.http import health_check
from kit import wiring
from kit.settings import read_settings
from kit.settings_error import SettingsError
from kit.wiring import Kit
from sandbox.appstore.tokens import Key
from tests.support.env import Env
from tests.support.good_settings import GOOD


@pytest.fixture
def following(env: Env) -> Key:
    """The key that is to follow."""
    return env.apple.add_key()


@pytest.fixture
def process(env: Env, following: Key) -> Iterator[Kit]:
    """A process that was started with two keys."""
    with_both = {"asc_key_id_next": following.key_id, "asc_private_key_next": SecretStr(following.private_key_pem)}
    kit = wiring.build(env.kit.settings.model_copy(update=with_both))
    yield kit
    kit.http.close()
    kit.redis.close()


def refused(env: Env) -> int:
    """How often Apple has refused a key."""
    return sum(call.status == 401 for call in env.apple.calls)


def test_while_the_first_key_is_good_the_next_one_is_not_used(env: Env, following: Key, process: Kit) -> None:
    env.apple.revoke_key(following.key_id)
    assert apps.all_apps(process.apple_of(""))
    assert refused(env) == 0


def test_a_revoked_key_is_followed_by_the_next_one_and_that_is_told_once(env: Env, process: Kit) -> None:
    env.apple.revoke_key(env.apple_key.key_id)
    with capture_logs() as logs:
        assert apps.all_apps(process.apple_of(""))
        assert apps.all_apps(process.apple_of(""))
        assert refused(env) == 2
        another = wiring.build(process.settings)
        assert apps.all_apps(another.apple_of(""))
        another.http.close()
        another.redis.close()
    assert refused(env) == 2
    warnings = [log["event"] for log in logs if log["log_level"] == "warning"]
    assert warnings == ["App Store Connect key refused, another one is used"]


def test_when_the_next_key_is_revoked_the_first_is_tried_again(env: Env, following: Key, process: Kit) -> None:
    env.apple.revoke_key(env.apple_key.key_id)
    assert apps.all_apps(process.apple_of(""))
    env.apple.revoke_key(following.key_id)
    with pytest.raises(Unauthorized):
        apps.all_apps(process.apple_of(""))


def test_a_changed_key_file_is_read_again(env: Env, following: Key, tmp_path: Path) -> None:
    path = tmp_path / "AuthKey.p8"
    path.write_text(following.private_key_pem, encoding="utf-8")
    changed = {"asc_private_key": SecretStr(""), "asc_private_key_path": path}
    kit = wiring.build(env.kit.settings.model_copy(update=changed))
    for unusable in (following.private_key_pem, "half a key"):
        path.write_text(unusable, encoding="utf-8")
        with pytest.raises(Unauthorized):
            apps.all_apps(kit.apple_of(""))
    path.write_text(env.apple_key.private_key_pem, encoding="utf-8")
    assert apps.all_apps(kit.apple_of(""))
    kit.http.close()
    kit.redis.close()


def test_the_doctor_tells_of_both_keys(
    env: Env, following: Key, process: Kit, capsys: pytest.CaptureFixture[str]
) -> None:
    assert health_check.check(process) == 0
    assert "ok     App Store Connect, ASC_KEY_ID_NEXT: accepts the key" in capsys.readouterr().out
    env.apple.revoke_key(env.apple_key.key_id)
    assert health_check.check(process) == 0
    assert "ok     App Store Connect: no longer accepts ASC_KEY_ID; the bot uses" in capsys.readouterr().out
    env.apple.revoke_key(following.key_id)
    assert health_check.check(process) == 1
    assert "WRONG  App Store Connect, ASC_KEY_ID_NEXT: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"ASC_KEY_ID_NEXT": "ABCDEFGHIJ"}, "belong together"),
        ({"ASC_PRIVATE_KEY_NEXT": GOOD["ASC_PRIVATE_KEY"]}, "belong together"),
        ({"ASC_KEY_ID_NEXT": "ABCDEFGHIJ", "ASC_PRIVATE_KEY_NEXT": "hello"}, "ASC_PRIVATE_KEY_NEXT is not"),
        ({"ASC_KEY_ID_NEXT": "ABCDEFGHIJ", "ASC_PRIVATE_KEY_PATH_NEXT": "nowhere.p8"}, "can't be read"),
    ],
)
def test_half_a_next_key_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: dict[str, str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in (GOOD | given).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as wrong:
        read_settings()
    (complaint,) = wrong.value.complaints
    assert complaint.startswith("ASC_PRIVATE_KEY_PATH_NEXT")
    assert says in complaint
