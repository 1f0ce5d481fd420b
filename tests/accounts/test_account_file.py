"""`ASC_ACCOUNTS` names a file of accounts; a mistake in it is reported at startup, with its table and key."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from kit import startup
from kit.settings import read_settings
from kit.settings_error import SettingsError
from sandbox.appstore import AppStoreConnect
from tests.support.good_settings import GOOD, KEY

OTHER = AppStoreConnect(seed=2).add_key()
RIGHT = f'key_id = "{KEY.key_id}"\nprivate_key_path = "key.p8"\n'


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with a key, and an environment that names a file of accounts in another one."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "key.p8").write_text(KEY.private_key_pem, encoding="utf-8")
    (elsewhere / "empty.p8").write_text(" \n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in GOOD:
        monkeypatch.delenv(name, raising=False)
    for name, value in GOOD.items():
        if not name.startswith("ASC_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("ASC_ACCOUNTS", "elsewhere/accounts.toml")
    return elsewhere


def complaints(folder: Path, text: str | bytes) -> list[str]:
    """What is wrong with a file of this content."""
    (folder / "accounts.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SettingsError) as wrong:
        read_settings()
    return wrong.value.complaints


def test_each_table_is_an_account_whose_paths_are_relative_to_the_file(folder: Path) -> None:
    encoded = base64.b64encode(OTHER.private_key_pem.encode()).decode()
    text = (
        f"\ufeff[acme]\n{RIGHT}vendor_number = 80012345\n"
        f'[globex]\nkey_id = "{OTHER.key_id}"\nissuer_id = "{OTHER.issuer_id}"\nprivate_key = "{encoded}"\n'
        'key_id_next = "NEXTNEXT00"\nprivate_key_path_next = "key.p8"\n'
    )
    (folder / "accounts.toml").write_text(text, encoding="utf-8")
    acme, globex = read_settings().accounts()
    assert (acme.name, acme.key().key_id, acme.key().issuer_id, acme.vendor_number) == (
        *("acme", KEY.key_id, None),
        "80012345",
    )
    assert (globex.name, globex.key().issuer_id) == ("globex", OTHER.issuer_id)
    following = globex.next_key()
    assert following is not None
    assert following.key_id == "NEXTNEXT00"
    assert "PRIVATE KEY" not in repr((acme, globex))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "it names no account"),
        ("[acme\n", "is not valid TOML"),
        (b"\xff\xfe[\x00a\x00", "is not a text file in UTF-8"),
        (RIGHT, "key_id belongs to no account"),
        (
            "[acme]\n" + RIGHT.replace("key_id", "key_idd"),
            "[acme] key_idd is not a setting of an account. Did you",
        ),
        ("[acme]\nprivate_key_path = 'key.p8'", "[acme] key_id is missing"),
        ("[acme]\nkey_id = 'A'", "[acme] private_key or private_key_path is missing"),
        ("[acme]\nkey_id = 5\nprivate_key_path = 'key.p8'", "[acme] key_id must be a text in quotation marks"),
        ("[acme]\nkey_id = 'A'\nprivate_key_path = 'no.p8'", "[acme] private_key_path: can't be read: No such file"),
        (
            "[acme]\nkey_id = 'A'\nprivate_key_path = 'empty.p8'",
            "[acme] private_key_path: can't be read: the file is",
        ),
        ("[acme]\nkey_id = 'A'\nprivate_key = 'hello'", "[acme] private_key: The private key is not readable"),
        ("[acme]\nprivate_key = 'hello'\n" + RIGHT, "[acme] private_key and private_key_path are both set"),
        ("[acme]\nkey_id_next = 'B'\n" + RIGHT, "[acme] key_id_next and private_key_next"),
        ("[acme]\nissuer_id = 'mine'\n" + RIGHT, "[acme] issuer_id must be the issuer id"),
        ("[acme]\nvendor_number = 'x'\n" + RIGHT, "[acme] vendor_number must be a number"),
        (f"[acme]\n{RIGHT}[globex]\n{RIGHT}", "[globex] key_id is that of [acme] too"),
        (f"[acme]\n{RIGHT}[ACME]\nkey_id = 'A'\nprivate_key_path = 'key.p8'", "[ACME] differs from [acme] only in"),
        (f"[none]\n{RIGHT}", "[none] is not a name for an account"),
        (
            f"['Müller & Söhne']\n{RIGHT}",
            "[Müller & Söhne] is not a name for an account: people type it after",
        ),
        (f"['Müller & Söhne']\n{RIGHT}", "digits, - and _, such as [Muller-Sohne] (none stands for no account there)"),
        (f"['東京']\n{RIGHT}", "digits, - and _ (none stands for no account there)"),
        (f"[acme corp]\n{RIGHT}", "is not valid TOML"),
        (f"[acme corp]\n{RIGHT}", "[acme corp] is not a name for an account"),
        (f"[Default]\n{RIGHT}", "[Default] must be written [default]"),
        (f"[acme.com]\n{RIGHT}", "[acme] com is a table in another one"),
        (
            "[acme]\nASC_KEY_ID = 'A'\nprivate_key_path = 'key.p8'",
            "[acme] ASC_KEY_ID is not a setting of an account. Did",
        ),
        ("[acme]\nkey_id = ' '\nprivate_key_path = 'key.p8'", "[acme] key_id is missing"),
        (
            "[acme]\nkey_id = 'A'\nprivate_key_path = '~nobody-at-all/a'",
            "[acme] private_key_path: can't be read: no home",
        ),
    ],
)
def test_a_mistake_is_reported_with_its_table_and_key(folder: Path, text: str | bytes, expected: str) -> None:
    found = complaints(folder, text)
    assert all(line.startswith("ASC_ACCOUNTS ") and "accounts.toml" in line for line in found)
    assert any(expected in line for line in found), found


def test_blanks_around_a_text_do_not_count_and_an_empty_one_is_not_set(folder: Path) -> None:
    text = (
        "[acme]\nkey_id = ' A '\nprivate_key_path = ' key.p8 '\nissuer_id = ''\nvendor_number = ' '\nkey_id_next = ''"
    )
    (folder / "accounts.toml").write_text(text, encoding="utf-8")
    (account,) = read_settings().accounts()
    assert (account.key_id, account.issuer_id, account.vendor_number) == ("A", None, "")


def test_every_mistake_is_reported_at_once_and_ends_the_process_with_2(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(complaints(folder, "[acme]\nkeyid = 'A'\n[globex]\nkey_id = 'B'")) == 4
    with pytest.raises(SystemExit) as ended:
        startup.start()
    assert ended.value.code == 2
    assert "[globex] private_key or private_key_path is missing" in capsys.readouterr().err


def test_a_file_that_does_not_exist_is_reported(folder: Path) -> None:
    with pytest.raises(SettingsError, match="ASC_ACCOUNTS can't be read: No such file or directory"):
        read_settings()
    assert folder.is_dir()


@pytest.mark.parametrize(
    "name", ["ASC_KEY_ID", "ASC_ISSUER_ID", "ASC_PRIVATE_KEY", "ASC_KEY_ID_NEXT", "ASC_VENDOR_NUMBER"]
)
def test_a_file_and_a_setting_of_one_account_are_refused_together(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, {**GOOD, "ASC_KEY_ID_NEXT": "NEXT", "ASC_VENDOR_NUMBER": "85001234"}[name])
    (found,) = complaints(folder, f"[acme]\n{RIGHT}")
    assert found.startswith(f"{name} and ASC_ACCOUNTS can't both be set")


def test_without_a_file_the_settings_are_the_only_account(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASC_ACCOUNTS")
    with pytest.raises(SettingsError, match="ASC_KEY_ID is missing"):
        read_settings()
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    (account,) = read_settings().accounts()
    assert (account.name, account.key_id) == ("", KEY.key_id)
    assert folder.is_dir()
