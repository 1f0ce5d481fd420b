"""Secrets in files: the file that NAME_FILE names, and the files that containers find in /run/secrets."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from kit.secret_files import origins
from kit.settings import Settings, read_settings
from kit.settings_error import SettingsError
from tests.support.good_settings import GOOD, KEY

SECRETS = [
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "ASC_PRIVATE_KEY",
    "REDIS_URL",
    "DRAFT_API_KEY",
    "METRICS_TOKEN",
    "SENTRY_DSN",
]
VALUES = GOOD | {
    "SLACK_APP_TOKEN": "xapp-made-up",
    "DRAFT_API_KEY": "made-up-key",
    "METRICS_TOKEN": "made-up-token",
    "SENTRY_DSN": "https://key@sentry.example/1",
}


def value(settings: Settings, name: str) -> str:
    found = getattr(settings, name.lower())
    return str(found.get_secret_value() if hasattr(found, "get_secret_value") else found)


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(("before", "after"), [("", ""), ("\ufeff", "\n"), ("", "\r\n")])
def test_every_secret_may_be_in_a_file(
    environment: pytest.MonkeyPatch, tmp_path: Path, name: str, before: str, after: str
) -> None:
    environment.delenv(name, raising=False)
    file = tmp_path / "secret"
    file.write_bytes(f"{before}{VALUES[name]}{after}".encode())
    environment.setenv(f"{name}_FILE", str(file))
    assert value(read_settings(), name).strip() == VALUES[name].strip()
    assert name in origins(Settings.model_fields)[f"{name}_FILE ({file})"]


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_may_be_mounted_under_its_name(environment: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    environment.delenv(name, raising=False)
    (tmp_path / name.lower()).write_text(f"{VALUES[name]}\n", encoding="utf-8")

    class Mounted(Settings):
        model_config = SettingsConfigDict(secrets_dir=tmp_path)

    assert value(Mounted(), name).strip() == VALUES[name].strip()  # type: ignore[call-arg]


def test_the_plain_variable_wins_and_then_the_named_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "slack_bot_token").write_text("xoxb-mounted", encoding="utf-8")
    (tmp_path / "named").write_text("xoxb-named", encoding="utf-8")

    class Mounted(Settings):
        model_config = SettingsConfigDict(secrets_dir=tmp_path)

    def token() -> str:
        return Mounted().slack_bot_token.get_secret_value()  # type: ignore[call-arg]

    environment.setenv("SLACK_BOT_TOKEN_FILE", str(tmp_path / "named"))
    assert token() == GOOD["SLACK_BOT_TOKEN"]
    environment.setenv("SLACK_BOT_TOKEN", "")
    assert token() == "xoxb-named"
    environment.delenv("SLACK_BOT_TOKEN_FILE")
    assert token() == "xoxb-mounted"


def test_the_env_file_may_name_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.delenv("SLACK_BOT_TOKEN")
    (tmp_path / "token").write_text("xoxb-named", encoding="utf-8")
    (tmp_path / ".env").write_text(f"SLACK_BOT_TOKEN_FILE={tmp_path / 'token'}\n", encoding="utf-8")
    assert read_settings().slack_bot_token.get_secret_value() == "xoxb-named"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), (b"", "the file is empty"), (b"\n", "the file is empty"), (b"\xff\xfe\x00", "not a text")],
)
def test_a_file_that_holds_no_value_is_named_with_its_setting_and_all_other_errors(
    environment: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    for name in ("SLACK_BOT_TOKEN", "REDIS_URL"):
        environment.delenv(name)
        environment.setenv(f"{name}_FILE", str(file))
    environment.setenv("PORT", "many")
    with pytest.raises(SettingsError) as wrong:
        read_settings()
    for name in ("SLACK_BOT_TOKEN", "REDIS_URL"):
        expected = f"{name} can't be read from {name}_FILE ({file}): "
        assert any(sentence.startswith(expected) and reason in sentence for sentence in wrong.value.complaints)
    assert any(sentence.startswith("PORT") for sentence in wrong.value.complaints)


def test_a_wrong_value_in_a_file_is_refused_without_showing_it(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "slack_bot_token").write_text("not-a-token", encoding="utf-8")
    environment.delenv("SLACK_BOT_TOKEN")

    class Mounted(Settings):
        model_config = SettingsConfigDict(secrets_dir=tmp_path)

    with pytest.raises(ValidationError) as wrong:
        Mounted()  # type: ignore[call-arg]
    assert "must be a bot token" in str(SettingsError(wrong.value))
    assert "not-a-token" not in str(SettingsError(wrong.value))


@pytest.mark.parametrize("width", [0, 64])
def test_the_key_may_be_in_base64(environment: pytest.MonkeyPatch, width: int) -> None:
    encoded = base64.b64encode(KEY.private_key_pem.encode()).decode()
    lines = [encoded[start : start + width] for start in range(0, len(encoded), width)] if width else [encoded]
    environment.setenv("ASC_PRIVATE_KEY", "\n".join(lines))
    assert read_settings().accounts()[0].key().private_key == KEY.private_key_pem.strip() + "\n"


def test_base64_of_something_else_is_not_a_key(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ASC_PRIVATE_KEY", base64.b64encode(b"certificate").decode())
    with pytest.raises(SettingsError, match="ASC_PRIVATE_KEY is not an App Store Connect key"):
        read_settings()
