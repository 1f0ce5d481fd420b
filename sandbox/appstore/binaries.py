"""What Xcode and Apple do with builds: they are uploaded, processed, and expire; and encryption declarations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.appstore import builds, encryption
from sandbox.appstore.account import Account
from sandbox.appstore.store import Row


@dataclass(frozen=True, slots=True)
class StoredBuild:
    """A build: `encryption` is None while nobody has answered, `declaration` the id of its declaration."""

    id: str
    number: str
    version: str
    platform: str
    state: str
    expired: bool
    encryption: bool | None
    declaration: str | None


class Binaries(Account):
    """The builds of the account's apps. An unknown id raises KeyError."""

    def add_build(
        self,
        app_id: str,
        version: str,
        number: str,
        platform: str = "IOS",
        *,
        state: str = "VALID",
        encryption: bool | None = False,
        internal: bool = False,
        uploaded: datetime | None = None,
    ) -> str:
        """Uploads a build, by default now and without encryption; returns its id.

        `internal`: for TestFlight in the team only. A build that was uploaded more than 90 days ago has expired.
        """

        def add() -> str:
            app = self._store.rows["apps"][app_id]
            moment = self._store.now if uploaded is None else uploaded.timestamp()
            row = builds.add(self._store, app, version, number, platform=platform, state=state, uploaded=moment)
            row.attributes["usesNonExemptEncryption"] = encryption
            if internal:
                row.attributes["buildAudienceType"] = "INTERNAL_ONLY"
            return row.id

        return self._do(add)

    def finish_build(self, build_id: str, state: str = "VALID") -> None:
        """Ends the processing of a build; ValueError if Apple has no such state."""
        self._do(lambda: builds.set_state(self._store, self._build(build_id), state))

    def expire_build(self, build_id: str) -> None:
        """Expires a build before its time, as another user would."""
        self._do(lambda: builds.expire(self._store, self._build(build_id)))

    def set_build(self, version_id: str, build_id: str | None) -> None:
        """Attaches a build to a version in any state, whether it fits or not; None detaches it."""

        def write() -> None:
            build = None if build_id is None else self._build(build_id)
            builds.set_build(self._store, self._store.rows["appStoreVersions"][version_id], build)

        self._do(write)

    def build(self, version_id: str) -> StoredBuild | None:
        """Returns the build of a version."""

        def read() -> StoredBuild | None:
            row = self._store.rows["appStoreVersions"][version_id].to_one["build"]
            return None if row is None else _stored(row)

        return self._do(read)

    def builds(self, app_id: str) -> list[StoredBuild]:
        """Returns the builds of an app, oldest first."""
        return self._do(lambda: [_stored(row) for row in self._store.rows["apps"][app_id].to_many["builds"]])

    def answer_encryption(self, build_id: str, *, encryption: bool) -> None:
        """Answers the question about export compliance, as another user would."""

        def write() -> None:
            self._build(build_id).attributes["usesNonExemptEncryption"] = encryption
            self._store.changed("build.updated")

        self._do(write)

    def add_declaration(self, app_id: str, description: str = "AES for notes", state: str = "APPROVED") -> str:
        """Adds an encryption declaration; returns its id. ValueError if Apple has no such state."""

        def add() -> str:
            attributes: dict[str, object] = {
                "appDescription": description,
                "containsProprietaryCryptography": False,
                "containsThirdPartyCryptography": True,
                "availableOnFrenchStore": True,
            }
            return encryption.add(self._store, self._store.rows["apps"][app_id], attributes, state=state).id

        return self._do(add)

    def _build(self, build_id: str) -> Row:
        return self._store.rows["builds"][build_id]


def _stored(row: Row) -> StoredBuild:
    group, declaration = row.parent("preReleaseVersion"), row.to_one["appEncryptionDeclaration"]
    return StoredBuild(
        row.id,
        row["version"],
        group["version"],
        group["platform"],
        row["processingState"],
        row["expired"],
        row["usesNonExemptEncryption"],
        None if declaration is None else declaration.id,
    )
