"""Every wrong setting is named at once, with what it must be; and no process starts with one."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from kit.secret_files import is_set
from kit.settings import read_settings
from kit.settings_error import SettingsError
from tests.support.good_settings import GOOD, KEY
from tests.support.processes import COMMANDS
from tests.support.warm import WarmProcess


def complaints() -> list[str]:
    """What is wrong, a sentence each."""
    with pytest.raises(SettingsError) as wrong:
        read_settings()
    return wrong.value.complaints


def test_good_settings_are_taken_and_show_no_secret(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("REDIS_URL", "rediss://bot:a-secret@localhost:6380/0")
    shown = repr(read_settings())
    assert "a-secret" not in shown
    assert "xoxb-" not in shown
    assert "made-up-secret" not in shown
    assert "PRIVATE KEY" not in shown


@pytest.mark.parametrize("wrapped", [" {} ", "{}\n", '"{}"', "'{}'", '"{} "'])
def test_spaces_and_quotes_around_a_value_do_not_count(environment: pytest.MonkeyPatch, wrapped: str) -> None:
    for name, value in GOOD.items():
        environment.setenv(name, wrapped.format(value))
    settings = read_settings()
    assert settings.slack_bot_token.get_secret_value() == GOOD["SLACK_BOT_TOKEN"]
    assert (settings.asc_issuer_id, settings.redis_url) == (GOOD["ASC_ISSUER_ID"], GOOD["REDIS_URL"])


def test_an_issuer_id_may_be_in_capitals_or_left_out(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ASC_ISSUER_ID", GOOD["ASC_ISSUER_ID"].upper())
    assert read_settings().accounts()[0].key().issuer_id == GOOD["ASC_ISSUER_ID"]
    environment.setenv("ASC_ISSUER_ID", " ")
    assert read_settings().asc_issuer_id is None


@pytest.mark.parametrize(("mark", "end"), [("", "\n"), ("\ufeff", "\r\n")])
def test_a_file_is_read_as_any_editor_leaves_it(environment: pytest.MonkeyPatch, mark: str, end: str) -> None:
    for name in GOOD:
        environment.delenv(name)
    lines = [f"{name}={value!r}" for name, value in GOOD.items()]
    Path(".env").write_bytes((mark + end.join(lines)).encode())
    assert read_settings().slack_bot_token.get_secret_value() == GOOD["SLACK_BOT_TOKEN"]
    assert is_set("REDIS_URL")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-person", "SLACK_BOT_TOKEN must be a bot token that begins with xoxb-"),
        ("SLACK_BOT_TOKEN", "", "SLACK_BOT_TOKEN is missing"),
        ("SLACK_BOT_TOKEN", "xoxb-12…", "SLACK_BOT_TOKEN has a character that no token has"),
        ("SLACK_BOT_TOKEN", "xoxb-one two", "SLACK_BOT_TOKEN has a character that no token has"),
        ("SLACK_BOT_TOKEN", "  \n", "SLACK_BOT_TOKEN is missing"),
        ("SLACK_APP_TOKEN", "xoxb-wrong", "SLACK_APP_TOKEN must be an app-level token that begins with xapp-"),
        ("SLACK_SIGNING_SECRET", "", "SLACK_SIGNING_SECRET is missing: HTTP needs it"),
        ("SLACK_API_URL", "slack", "SLACK_API_URL must be an address"),
        ("SLACK_SIGNING_SECRET", " ", "SLACK_SIGNING_SECRET is missing: HTTP needs it"),
        ("SLACK_API_URL", "https://slack.com:port/api/", "SLACK_API_URL must be an address"),
        ("SLACK_API_URL", "https://[::1/api/", "SLACK_API_URL must be an address"),
        ("SLACK_API_URL", "https://bot:a-secret@slack.com/api/", "SLACK_API_URL must be an address"),
        ("SLACK_API_URL", "https://slack.com/api/?token=a-secret", "SLACK_API_URL must be an address"),
        ("ASC_KEY_ID", " ", "ASC_KEY_ID is missing"),
        ("ASC_KEY_ID", "", "ASC_KEY_ID is missing"),
        ("ASC_VENDOR_NUMBER", "85 001", "ASC_VENDOR_NUMBER must be a number such as 85001234"),
        ("ASC_ISSUER_ID", "not-an-issuer", "ASC_ISSUER_ID must be the issuer id of a team key, such as 57246542"),
        ("ASC_ISSUER_ID", "2X9R4HXF34", "ASC_ISSUER_ID must be the issuer id of a team key"),
        ("ASC_ISSUER_ID", "69a6de70-03db-47e3-e053-5b8c7c11a4d", "ASC_ISSUER_ID must be the issuer id"),
        ("ASC_ISSUER_ID", "69a6de70-03db-47e3-e053-5b8c7c11a4d11", "ASC_ISSUER_ID must be the issuer id"),
        ("ASC_ISSUER_ID", "69a6de7003db47e3e0535b8c7c11a4d1", "ASC_ISSUER_ID must be the issuer id"),
        ("ASC_ISSUER_ID", "69a6de70-03db-47e3-e053-5b8c7c11a4dg", "ASC_ISSUER_ID must be the issuer id"),
        ("ASC_PRIVATE_KEY", "", "ASC_PRIVATE_KEY_PATH or ASC_PRIVATE_KEY is missing"),
        ("ASC_PRIVATE_KEY", "hello", "ASC_PRIVATE_KEY is not an App Store Connect key"),
        ("ASC_API_URL", "ftp://x", "ASC_API_URL must be an address"),
        ("ASC_API_URL", "https://api.appstoreconnect.apple.com/v1/", "ASC_API_URL must be given without /v1"),
        ("REDIS_URL", "redis://localhost/tide", "REDIS_URL must end in the number of a database"),
        ("REDIS_URL", "redis://localhost/-1", "REDIS_URL must end in the number of a database"),
        ("REDIS_URL", "redis://bot:12/a-secret@localhost", "write / in its password as %2F"),
        ("REDIS_URL", "unix://", "REDIS_URL must name the socket"),
        ("SLACK_SIGNING_SECRET", "xapp-1-made-up", "SLACK_SIGNING_SECRET must be the signing secret, not a token"),
        ("REDIS_URL", "localhost:6379", "REDIS_URL must begin with redis://"),
        ("REDIS_URL", "redis+cluster://one:6379,two:6379", "REDIS_URL asks for a cluster"),
        ("REDIS_URL", "redis+sentinel://:a-secret@one:26379,two:26379", "REDIS_URL must name the Sentinels and what"),
        ("REDIS_URL", "redis+sentinel://:a-secret@one:port/tide", "REDIS_URL has a port that is not a number"),
        ("REDIS_URL", "redis://:a-sec/ret@localhost", "write / and # in its password as %2F"),
        ("REDIS_URL", "rediss://localhost?ssl_ca_certs=/nowhere/ca.pem", "REDIS_URL has ssl_ca_certs=/nowhere/ca.pem"),
        ("REDIS_URL", "rediss://localhost?ssl_ca_cert=ca.pem", "an unknown option: 'ssl_ca_cert'"),
        ("ASC_REVIEW_POLL_SECONDS", "0", "ASC_REVIEW_POLL_SECONDS must be at least 1"),
        ("ASC_REVIEW_POLL_SECONDS", "often", "ASC_REVIEW_POLL_SECONDS must be a whole number"),
        ("ASC_RELEASE_POLL_SECONDS", "0", "ASC_RELEASE_POLL_SECONDS must be at least 1"),
        ("ASC_MEDIA", "assets", "ASC_MEDIA must be 'sets', 'library' or 'auto'"),
        ("FOUR_EYES", "maybe", "FOUR_EYES must be true or false"),
        ("UPLOAD_CONCURRENCY", "0", "UPLOAD_CONCURRENCY must be at least 1"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT must be 'console' or 'json'"),
        ("PORT", "70000", "PORT must be at most 65535"),
        ("PUBLIC_URL", "http://bot.example.com", "PUBLIC_URL must be an https address without a path, such as"),
        ("PUBLIC_URL", "other.example.com", "PUBLIC_URL must be an https address"),
        ("PUBLIC_URL", "https://bot.example.com/slack/events", "PUBLIC_URL must be an https address without a path"),
        ("PUBLIC_URL", "https://bot.example.com/?a-secret", "PUBLIC_URL must be an https address"),
        ("PUBLIC_URL", "https://bot:a-secret@bot.example.com", "PUBLIC_URL must be an https address"),
        ("SENTRY_DSN", "https://sentry.example.com/42", "SENTRY_DSN must be a DSN such as https://KEY@HOST/PROJECT"),
        ("SENTRY_DSN", "https://key@sentry.example.com/", "SENTRY_DSN must be a DSN"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_must_be(
    environment: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    environment.setenv(name, value)
    found = complaints()
    assert len(found) == 1
    assert says in found[0]
    assert "a-sec" not in found[0]
    assert value not in found[0] or len(value) < 12


@pytest.mark.parametrize("url", ["https://bot.example.com/", "https://bot.example.com:8443", "http://127.0.0.1:3000"])
def test_a_public_url_is_https_or_of_this_machine(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("PUBLIC_URL", url)
    assert read_settings().public_url == url.rstrip("/")


@pytest.mark.parametrize("content", [None, b"hello", b"\xff\xfe\x00"])
def test_a_key_file_without_a_key_is_named(
    environment: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "AuthKey.p8"
    if content is not None:
        path.write_bytes(content)
    environment.delenv("ASC_PRIVATE_KEY")
    environment.setenv("ASC_PRIVATE_KEY_PATH", str(path))
    (found,) = complaints()
    assert found.startswith("ASC_PRIVATE_KEY_PATH")


def test_a_key_in_one_line_is_taken(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("ASC_PRIVATE_KEY", KEY.private_key_pem.replace("\n", "\\n"))
    assert read_settings().accounts()[0].key().key_id == KEY.key_id


def test_blanks_around_a_value_are_passed_over(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {**GOOD, "PORT": "3001", "SLACK_API_URL": "https://slack.com/api"}.items():
        environment.setenv(name, f" {value}\r\n")
    environment.setenv("ASC_APP", "  ")
    settings = read_settings()
    assert settings.slack_bot_token.get_secret_value() == GOOD["SLACK_BOT_TOKEN"]
    assert settings.slack_signing_secret.get_secret_value() == GOOD["SLACK_SIGNING_SECRET"]
    assert (settings.redis_url, settings.port) == (GOOD["REDIS_URL"], 3001)
    assert settings.slack_api_root == "https://slack.com/api/"
    assert settings.asc_app is None


def test_settings_stand_in_a_file_too(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.delenv("SLACK_BOT_TOKEN")
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-from-the-file\n", encoding="utf-8")
    assert read_settings().slack_bot_token.get_secret_value() == "xoxb-from-the-file"


def test_every_error_is_reported_at_once(environment: pytest.MonkeyPatch) -> None:
    wrong = {"SLACK_BOT_TOKEN": "x", "ASC_PRIVATE_KEY": "x", "REDIS_URL": "x", "PORT": "x", "UPLOAD_CONCURRENCY": "x"}
    for name, value in wrong.items():
        environment.setenv(name, value)
    found = "\n".join(complaints())
    assert [name for name in wrong if name not in found] == []


def test_no_process_starts_with_a_wrong_setting_and_each_says_which() -> None:
    """Exit code 2, and the sentences in what they print."""
    path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    environment = GOOD | path | {"REDIS_URL": "localhost", "SLACK_BOT_TOKEN": "nothing", "HOME": "/nonexistent"}
    for command in COMMANDS.values():
        with tempfile.TemporaryFile("w+b") as output:
            assert WarmProcess(command, environment, output).wait(30) == 2
            output.seek(0)
            found = output.read().decode()
        assert "REDIS_URL must begin with redis://" in found
        assert "SLACK_BOT_TOKEN must be a bot token" in found
        assert "Traceback" not in found
