"""App Store Connect accounts: the name, the keys and the vendor number of each."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from appstore.calls.auth import Key

# https://developer.apple.com/documentation/appstoreconnectapi/creating-api-keys-for-app-store-connect-api
ISSUER_ID = r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"


def check_vendor_number(text: str) -> str:
    """Return a vendor number, which has digits alone; "" stays. Raises ValueError with the rest of a sentence."""
    if text and not (text.isascii() and text.isdecimal()):
        raise ValueError("must be a number such as 85001234 (App Store Connect: Payments and Financial Reports)")
    return text


VendorNumber = Annotated[str, AfterValidator(check_vendor_number)]


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account as the operator has set it. A private key is a text or a file; `..._next` replaces the first key.

    `name` is "" for the account of the `ASC_...` settings, where nothing needs to name it.
    """

    name: str
    key_id: str
    issuer_id: str | None = None
    private_key: str = field(default="", repr=False)
    private_key_path: Path | None = None
    key_id_next: str = ""
    private_key_next: str = field(default="", repr=False)
    private_key_path_next: Path | None = None
    vendor_number: str = ""

    def key(self) -> Key:
        """Return the key; its file is read at every call. ValueError when it can't be read."""
        return Key(self.key_id, self.private_key or read_key(self.private_key_path), self.issuer_id)

    def next_key(self) -> Key | None:
        """Return the key that will replace it, if one is set. ValueError when it can't be read."""
        if not self.key_id_next:
            return None
        text = self.private_key_next or read_key(self.private_key_path_next)
        return Key(self.key_id_next, text, self.issuer_id)


def read_key(path: Path | None) -> str:
    """Return the text of a key file. Raises ValueError with the rest of a sentence for the operator."""
    if path is None:
        raise ValueError("or ASC_PRIVATE_KEY is missing: one of them must give the .p8 key")
    try:
        return expanded(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"can't be read: {path} is not a text file in UTF-8") from None
    except OSError as error:
        raise ValueError(f"can't be read: {error.strerror} ({path})") from error


def expanded(path: Path) -> Path:
    """Return the path with the home folder for `~`. Raises ValueError, as above, if there is none."""
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError(f"can't be read: no home folder is known for {path.parts[0]} ({path})") from None


def check_key(name: str, key_id: str, text: str, path: Path | None) -> None:
    """Raise ValueError for a key that can't be read, with the rest of a sentence; `name` is the setting of its text."""
    text, source = (text, name) if text else (read_key(path), "The file")
    try:
        Key(key_id, text)
    except ValueError as error:
        raise ValueError(f"or {name}: {source} is not an App Store Connect key: {error}") from error
