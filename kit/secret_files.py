"""Reads secrets from files, as containers get them: from the file that `NAME_FILE` names, or from `/run/secrets/name`.

https://docs.docker.com/compose/how-tos/use-secrets/
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import BeforeValidator
from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

ENV_FILE, ENCODING = ".env", "utf-8-sig"  # some editors on Windows begin a file with a byte order mark
MOUNTED = Path("/run/secrets")


@dataclass(frozen=True)
class SecretFile:
    """A file that holds the value of a setting; `named_by` is the variable that names it, "" if none does."""

    path: Path
    named_by: str = ""

    def __str__(self) -> str:
        """Return where the value comes from, for the operator."""
        return f"{self.named_by} ({self.path})" if self.named_by else str(self.path)

    def read(self) -> str:
        """Return the value without the line break at its end. Raises ValueError with a sentence for the operator."""
        try:
            value = self.path.expanduser().read_text(encoding=ENCODING).rstrip("\r\n")
        except UnicodeDecodeError:
            raise ValueError(f"can't be read from {self}: it is not a text file") from None
        except OSError as error:
            raise ValueError(f"can't be read from {self}: {error.strerror}") from error
        except RuntimeError:  # from expanduser
            raise ValueError(f"can't be read from {self}: no home folder is known") from None
        if not value.strip():
            raise ValueError(f"can't be read from {self}: the file is empty")
        return value


def _read(value: object) -> object:
    return value.read() if isinstance(value, SecretFile) else value


# Marks the settings that may be in a file. Their files are read with the other checks, so that every error is reported.
FROM_FILE = BeforeValidator(_read)


def variables() -> Mapping[str, str]:
    """Return the variables of the environment and of `.env` that are not empty; the environment wins."""
    written = dotenv_values(ENV_FILE, encoding=ENCODING)
    return {name: value for name, value in {**written, **os.environ}.items() if value}


def secret_file(name: str, given: Mapping[str, str], mounted: Path = MOUNTED) -> SecretFile | None:
    """Return the file of the setting `name` (upper case), None if there is none."""
    if path := given.get(f"{name}_FILE", "").strip():
        return SecretFile(Path(path), f"{name}_FILE")
    path_in_folder = mounted / name.lower()
    return SecretFile(path_in_folder) if path_in_folder.is_file() else None


class SecretFiles(PydanticBaseSettingsSource):
    """Supplies a `SecretFile` for every setting that is marked with `FROM_FILE` and has one."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Return the file of a setting, None if it has none."""
        found = secret_file(field_name.upper(), variables(), self.mounted) if FROM_FILE in field.metadata else None
        return found, field_name, False

    @property
    def mounted(self) -> Path:
        """The folder of the files that are named like their setting."""
        return Path(str(self.config.get("secrets_dir") or MOUNTED))

    def __call__(self) -> dict[str, Any]:
        """Return the files by the name of their setting."""
        fields = self.settings_cls.model_fields.items()
        found = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: file for name, file in found.items() if file is not None}


def is_set(name: str) -> bool:
    """Return whether the operator has set the secret `name` (upper case), or a file with it."""
    given = variables()
    return name in given or secret_file(name, given) is not None


def origins(fields: Mapping[str, FieldInfo]) -> dict[str, list[str]]:
    """Return the names of the settings that are set by where they come from: the environment, `.env`, and files."""
    found: dict[str, list[str]] = {}
    given = variables()
    for field, info in fields.items():
        name = field.upper()
        file = secret_file(name, given) if FROM_FILE in info.metadata else None
        if name in given:
            found.setdefault("the environment" if os.environ.get(name) else ENV_FILE, []).append(name)
        elif file is not None:
            found.setdefault(str(file), []).append(name)
    return found
