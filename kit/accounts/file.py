"""Reads `ASC_ACCOUNTS`: a TOML file with a table for each App Store Connect account.

All mistakes are reported at once, each with its table and key.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from appstore.calls.auth import Key
from kit.accounts.account import ISSUER_ID, Account, expanded, read_key
from records.keys import DEFAULT_ACCOUNT, NO_ACCOUNT

# Letters outside ASCII can be typed in several ways (composed or not), and spaces end a word of a command.
_LONGEST_NAME = 40
_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{_LONGEST_NAME - 1}}}")
# The head of a table whose name is not in quotation marks.
_TABLE = re.compile(r"^\s*\[([^\[\]\"'\n]+)\]", re.MULTILINE)
_KEYS = tuple(field.name for field in fields(Account) if field.name != "name")
_PATHS = {"private_key_path", "private_key_path_next"}


def read_accounts(path: Path) -> tuple[Account, ...]:
    """Return the accounts of the file, in its order. Raises ValueError with a line for each mistake."""
    tables = _tables(path)
    folder = expanded(path).parent
    problems = [f"{path}: {problem}" for problem in _problems(tables, folder)]
    if problems:
        raise ValueError("\n".join(problems))
    return tuple(_account(name, table, folder) for name, table in tables.items())


def _tables(path: Path) -> dict[str, Any]:
    text = read_key(path)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # TOML itself takes other names only in quotation marks.
        unusual = next((found[1].strip() for found in _TABLE.finditer(text) if not _NAME.fullmatch(found[1])), "")
        hint = f". [{unusual}] {_no_name(unusual)}" if unusual else ""
        raise ValueError(f"is not valid TOML: {path}: {error}{hint}") from None
    return {name: _stripped(table) if isinstance(table, dict) else table for name, table in tables.items()}


def _stripped(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table without the blanks around its texts; one that is empty then is not set, as in the environment."""
    stripped = {key: value.strip() if isinstance(value, str) else value for key, value in table.items()}
    return {key: value for key, value in stripped.items() if value != ""}


def _problems(tables: Mapping[str, Any], folder: Path) -> Iterator[str]:
    if not tables:
        yield "it names no account: write a table such as [acme] with key_id, issuer_id and private_key_path"
    known: dict[str, str] = {}
    for name, table in tables.items():
        if not isinstance(table, dict):
            yield f"{name} belongs to no account: write the name of one above it, such as [acme]"
            continue
        yield from (
            f"[{name}] {problem}" for problem in (*_name_problems(name, known), *_table_problems(table, folder))
        )
        known[name.casefold()] = name
    ids: dict[str, str] = {}
    for name, table in tables.items():
        for setting in ("key_id", "key_id_next") if isinstance(table, dict) else ():
            key_id = str(table.get(setting) or "")
            if key_id and ids.setdefault(key_id, name) != name:
                yield f"[{name}] {setting} is that of [{ids[key_id]}] too: each account has keys of its own"


def _name_problems(name: str, known: Mapping[str, str]) -> Iterator[str]:
    if not _NAME.fullmatch(name) or name.casefold() == NO_ACCOUNT:
        yield _no_name(name)
    if name.casefold() in known:
        yield f"differs from [{known[name.casefold()]}] only in capital letters"
    if name.casefold() == DEFAULT_ACCOUNT != name:
        yield f"must be written [{DEFAULT_ACCOUNT}]"


def _no_name(name: str) -> str:
    """Return why a name is none for an account, with one that is like it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    like = re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-_")[:_LONGEST_NAME].rstrip("-")
    example = f", such as [{like}]" if like and like.casefold() != NO_ACCOUNT else ""
    return (
        f"is not a name for an account: people type it after `--account`, so use up to {_LONGEST_NAME} letters from a "
        f"to z, digits, - and _{example} ({NO_ACCOUNT} stands for no account there)"
    )


def _table_problems(table: Mapping[str, Any], folder: Path) -> Iterator[str]:
    for key, value in table.items():
        if key not in _KEYS and isinstance(value, dict):
            yield f"{key} is a table in another one: write a single name above the keys of an account, such as [acme]"
        elif key not in _KEYS:
            near = get_close_matches(key.lower().removeprefix("asc_"), _KEYS, n=1, cutoff=0.6)
            yield f"{key} is not a setting of an account.{f' Did you mean {near[0]}?' if near else ''}"
        elif key == "vendor_number" and not re.fullmatch("[0-9]+", str(value)):
            yield "vendor_number must be a number (App Store Connect: Payments and Financial Reports)"
        elif key != "vendor_number" and not isinstance(value, str):
            yield f"{key} must be a text in quotation marks"
        elif key == "issuer_id" and not re.fullmatch(ISSUER_ID, value):
            yield (
                "issuer_id must be the issuer id of a team key, such as 57246542-96fe-1a63-e053-0824d011072a; leave "
                "it out for an individual key"
            )
    if not table.get("key_id"):
        yield "key_id is missing"
    given = [name for name in ("private_key_next", "private_key_path_next") if table.get(name)]
    if bool(given) != bool(table.get("key_id_next")):
        yield "key_id_next and private_key_next or private_key_path_next belong together: set both or neither"
    for end in ("", "_next") if given else ("",):
        yield from _key_problems(table, end, folder)


def _key_problems(table: Mapping[str, Any], end: str, folder: Path) -> Iterator[str]:
    """Yield what is wrong with a private key; `end` is "_next" for the one that follows."""
    text, path = table.get(f"private_key{end}"), table.get(f"private_key_path{end}")
    if text and path:
        yield f"private_key{end} and private_key_path{end} are both set: keep one"
    elif not text and not path:
        yield f"private_key{end} or private_key_path{end} is missing: one of them must give the .p8 key"
    elif isinstance(text or path, str):
        name = f"private_key{end}" if text else f"private_key_path{end}"
        try:
            Key("of any id", text or _read(folder / expanded(Path(str(path)))))
        except ValueError as error:
            yield f"{name}: {error}"


def _read(path: Path) -> str:
    text = read_key(path)
    if not text.strip():
        raise ValueError(f"can't be read: the file is empty ({path})")
    return text


def _account(name: str, table: Mapping[str, Any], folder: Path) -> Account:
    values: dict[str, Any] = {
        key: folder / expanded(Path(value)) if key in _PATHS else str(value) for key, value in table.items()
    }
    return Account(name=name, **values)
