"""Settings, read once from the environment or `.env`. All errors are reported at once, each naming its variable."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from kit.accounts.account import ISSUER_ID, Account, VendorNumber, check_key
from kit.accounts.file import read_accounts
from kit.redis import addresses
from kit.secret_files import ENCODING, ENV_FILE, FROM_FILE, MOUNTED, SecretFiles
from kit.settings_error import SettingsError
from kit.urls import is_public_url, is_url

# Stands for the Valkey that `make run` starts where REDIS_URL is unset.
EMBEDDED = "unix://embedded"

Secret = Annotated[SecretStr, FROM_FILE]

_TOKENS = {
    "slack_bot_token": ("xoxb-", "a bot token that begins with xoxb- (Slack: OAuth & Permissions)"),
    "slack_app_token": ("xapp-", "an app-level token that begins with xapp- (Slack: Basic Information)"),
}


_OF_ONE_ACCOUNT = (
    *("asc_key_id", "asc_issuer_id", "asc_private_key", "asc_private_key_path"),
    *("asc_key_id_next", "asc_private_key_next", "asc_private_key_path_next"),
    "asc_vendor_number",
)


class Settings(BaseSettings):
    """Every setting, checked. Secrets are `SecretStr`: printing the object shows none of them."""

    # A field's validator sees the valid fields above it, so that all errors are reported at once.
    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding=ENCODING,
        secrets_dir=MOUNTED,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        validate_default=True,
    )

    slack_bot_token: Secret
    slack_app_token: Secret = SecretStr("")
    slack_signing_secret: Secret = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    asc_accounts: Path | None = None
    asc_key_id: str = ""
    asc_issuer_id: Annotated[str, Field(pattern=ISSUER_ID)] | None = None
    asc_private_key: Secret = SecretStr("")
    asc_private_key_path: Path | None = None
    asc_key_id_next: str = ""
    asc_private_key_next: Secret = SecretStr("")
    asc_private_key_path_next: Path | None = None
    asc_vendor_number: VendorNumber = ""
    asc_api_url: str = "https://api.appstoreconnect.apple.com"
    asc_app: str | None = None
    asc_media: Literal["sets", "library", "auto"] = "sets"
    redis_url: Annotated[str, FROM_FILE, Field(repr=False)]
    asc_review_poll_seconds: Annotated[int, Field(ge=1)] = 300
    asc_release_poll_seconds: Annotated[int, Field(ge=1)] = 300
    alerts_per_hour: Annotated[int, Field(ge=1)] = 20
    draft_expires_days: Annotated[int, Field(ge=1, le=90)] = 7
    four_eyes: bool = False
    draft_api_key: Secret = SecretStr("")
    draft_model: str = ""
    draft_api_url: str = ""
    upload_concurrency: Annotated[int, Field(ge=1, le=20)] = 5
    log_format: Literal["console", "json"] | None = None
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    public_url: str = ""
    web_threads: Annotated[int, Field(ge=1, le=64)] = 8
    metrics_token: Secret = SecretStr("")
    sentry_dsn: Secret = SecretStr("")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return where settings come from, the first one wins."""
        del file_secret_settings  # it knows no NAME_FILE, reports no error and warns where the folder is missing
        return init_settings, env_settings, dotenv_settings, SecretFiles(settings_cls)

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: dict[str, object]) -> dict[str, object]:
        values = {name: _stripped(value) if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in values.items() if value != ""}

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _is_token(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        token, (prefix, kind) = value.get_secret_value(), _TOKENS[info.field_name or ""]
        if not all("!" <= letter <= "~" for letter in token):
            raise ValueError("has a character that no token has: copy it from Slack again")
        if token and not token.startswith(prefix):
            raise ValueError(f"must be {kind}")
        return value

    @field_validator("slack_signing_secret")
    @classmethod
    def _signed_or_socket(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        app_token = info.data.get("slack_app_token")
        if not value.get_secret_value() and app_token is not None and not app_token.get_secret_value():
            raise ValueError("is missing: HTTP needs it (or set SLACK_APP_TOKEN for Socket Mode)")
        if value.get_secret_value().startswith(("xox", "xapp-")):
            raise ValueError("must be the signing secret, not a token (Slack: Basic Information)")
        return value

    @field_validator("slack_api_url", "asc_api_url", "draft_api_url")
    @classmethod
    def _is_web_address(cls, value: str, info: ValidationInfo) -> str:
        if value and not is_url(value):
            raise ValueError("must be an address such as https://host/path")
        if info.field_name == "asc_api_url" and value.rstrip("/").endswith("/v1"):
            raise ValueError("must be given without /v1, such as https://api.appstoreconnect.apple.com")
        if info.field_name == "draft_api_url" and value and not info.data.get("draft_model"):
            raise ValueError("needs DRAFT_MODEL too: the name of the model that drafts replies")
        return value.rstrip("/")

    @field_validator("public_url")
    @classmethod
    def _is_public_url(cls, value: str) -> str:
        if value and not is_public_url(value):
            raise ValueError(
                "must be an https address without a path, such as https://bot.example.com: Apple posts to "
                "/webhooks/appstoreconnect/APP_ID there"
            )
        return value.rstrip("/")

    @field_validator("sentry_dsn")
    @classmethod
    def _sentry_address(cls, value: SecretStr) -> SecretStr:
        if dsn := value.get_secret_value():
            parts = urlsplit(dsn)
            project = parts.path.rpartition("/")[2]
            whole = parts.hostname and parts.username and project.isdecimal() and parts.port != 0
            if parts.scheme not in {"http", "https"} or not whole:
                raise ValueError("must be a DSN such as https://KEY@HOST/PROJECT (Sentry: Client Keys)")
        return value

    @field_validator("asc_accounts")
    @classmethod
    def _readable_accounts(cls, value: Path | None) -> Path | None:
        return value if value is None or read_accounts(value) else None

    @field_validator(*_OF_ONE_ACCOUNT)
    @classmethod
    def _one_account_or_a_file(cls, value: str | SecretStr | Path | None, info: ValidationInfo) -> object:
        given = value.get_secret_value() if isinstance(value, SecretStr) else value
        if given and _has_accounts(info):
            raise ValueError(
                "and ASC_ACCOUNTS can't both be set: keep the file, with this in one of its tables, or this setting"
            )
        if not given and info.field_name == "asc_key_id" and not _has_accounts(info):
            raise ValueError("is missing: it must be set (or ASC_ACCOUNTS, a file with several accounts)")
        return value

    @field_validator("asc_private_key_path")
    @classmethod
    def _readable_key(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if _has_accounts(info):
            return value
        text = info.data.get("asc_private_key", SecretStr("")).get_secret_value()
        check_key("ASC_PRIVATE_KEY", info.data.get("asc_key_id", "?"), text, value)
        return value

    @field_validator("asc_private_key_path_next")
    @classmethod
    def _readable_next_key(cls, value: Path | None, info: ValidationInfo) -> Path | None:
        if _has_accounts(info):
            return value
        key_id, text = info.data["asc_key_id_next"], info.data["asc_private_key_next"].get_secret_value()
        given = value is not None or bool(text)
        if given != bool(key_id):
            raise ValueError("or ASC_PRIVATE_KEY_NEXT and ASC_KEY_ID_NEXT belong together: set both or neither")
        if given:
            check_key("ASC_PRIVATE_KEY_NEXT", key_id, text, value)
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_address(cls, value: str) -> str:
        addresses.check(value)
        return value

    @property
    def socket_mode(self) -> bool:
        """Whether requests from Slack arrive over a socket instead of HTTP."""
        return bool(self.slack_app_token.get_secret_value())

    @property
    def slack_api_root(self) -> str:
        """Slack's Web API root with its last slash, as slack_sdk wants it."""
        return f"{self.slack_api_url}/"

    def accounts(self) -> tuple[Account, ...]:
        """Return the App Store Connect accounts: without a file of accounts the one of these settings."""
        if self.asc_accounts is not None:
            return read_accounts(self.asc_accounts)
        return (
            Account(
                name="",
                key_id=self.asc_key_id,
                issuer_id=self.asc_issuer_id,
                private_key=self.asc_private_key.get_secret_value(),
                private_key_path=self.asc_private_key_path,
                key_id_next=self.asc_key_id_next,
                private_key_next=self.asc_private_key_next.get_secret_value(),
                private_key_path_next=self.asc_private_key_path_next,
                vendor_number=self.asc_vendor_number,
            ),
        )


def _has_accounts(info: ValidationInfo) -> bool:
    """Return whether a file of accounts is set, be it right or wrong."""
    return info.data.get("asc_accounts", "wrong") is not None


def _stripped(value: str) -> str:
    """Strip whitespace left over from copy-paste, and quotes, which `docker --env-file` takes literally."""
    stripped = value.strip()
    quoted = len(stripped) > 1 and stripped[0] == stripped[-1] and stripped[0] in "'\""
    return stripped[1:-1].strip() if quoted else stripped


def read_settings(instead: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of this process, some of them `instead` of the environment's. Raises SettingsError."""
    try:
        return Settings(**(instead or {}))  # type: ignore[arg-type]  # its values come from the environment
    except ValidationError as error:
        raise SettingsError(error) from None
