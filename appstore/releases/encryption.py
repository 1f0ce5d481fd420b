"""The declarations that a build with encryption needs before it can be submitted.

https://developer.apple.com/documentation/security/complying-with-encryption-export-regulations
"""

from dataclasses import dataclass

from appstore.calls.jsonapi import OpenEnum
from appstore.client import AppStore, Resource

DECLARATIONS = "appEncryptionDeclarations"


class DeclarationState(OpenEnum):
    """What Apple has decided about a declaration; only with an approved one can a build be submitted."""

    CREATED = "CREATED"
    IN_REVIEW = "IN_REVIEW"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    INVALID = "INVALID"
    EXPIRED = "EXPIRED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """A declaration, with what its author wrote about the app's encryption; `platform` is "" for every one."""

    id: str
    state: DeclarationState
    description: str = ""
    platform: str = ""

    @property
    def approved(self) -> bool:
        """Whether a build with it can be submitted."""
        return self.state == DeclarationState.APPROVED


def declarations(apple: AppStore, app_id: str, platform: str) -> tuple[Declaration, ...]:
    """Return the declarations of an app that are for a platform: newer ones are for every platform, and name none."""
    answer = apple.pages(f"/v1/{DECLARATIONS}", {"filter[app]": app_id})
    found = map(read_declaration, answer.data)
    return tuple(declaration for declaration in found if declaration.platform in {"", platform})


def read_declaration(resource: Resource) -> Declaration:
    """Return a resource of type `appEncryptionDeclarations`."""
    return Declaration(
        id=resource.id,
        state=DeclarationState(resource.text("appEncryptionDeclarationState")),
        description=resource.text("appDescription"),
        platform=resource.text("platform"),
    )
