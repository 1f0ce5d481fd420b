"""The versions of products: each has its own texts, and is reviewed before customers see them."""

from dataclasses import dataclass

from appstore.calls.jsonapi import body
from appstore.client import AppStore, Resource
from appstore.errors import Refused
from appstore.products.families import Family

# States in which the texts of a version can be changed; Apple refuses it in others with STATE_ERROR.
WRITABLE = frozenset({"PREPARE_FOR_SUBMISSION", "REJECTED", "DEVELOPER_REJECTED"})
# States after which the next version can be made.
FINISHED = frozenset({"APPROVED", "REPLACED_WITH_NEW_VERSION"})


@dataclass(frozen=True, kw_only=True)
class ProductVersion:
    """A version of a product, in Apple's words."""

    id: str
    number: int
    state: str

    @property
    def is_finished(self) -> bool:
        """Whether customers see it, or saw it."""
        return self.state in FINISHED

    @property
    def is_writable(self) -> bool:
        """Whether its texts can be changed."""
        return self.state in WRITABLE


def read(apple: AppStore, family: Family, product_id: str) -> tuple[ProductVersion, ...]:
    """Read the versions of a product, the newest last; none where Apple has no versions of products."""
    try:
        answer = apple.pages(f"{family.names.root}/{product_id}/versions")
    except Refused as refused:
        if refused.gone:
            return ()
        raise
    return tuple(sorted(map(version_of, answer.data), key=lambda version: version.number))


def create(apple: AppStore, family: Family, product_id: str) -> ProductVersion:
    """Make the next version, which begins with the texts of the one before; or return the unfinished one.

    Apple refuses a second unfinished one, and another request may have made it since the versions were read. Raises
    Refused.
    """
    names = family.names

    def find() -> Resource | None:
        rows = apple.pages(f"{names.root}/{product_id}/versions").data
        return next((row for row in rows if not version_of(row).is_finished), None)

    wanted = body(names.versions, {}, parents={names.of_version: (names.products, product_id)})
    try:
        return version_of(apple.post(f"/v1/{names.versions}", wanted, find=find).first)
    except Refused as refused:
        if refused.conflict and (found := find()):
            return version_of(found)
        raise


def version_of(row: Resource) -> ProductVersion:
    """Read a version from Apple's response."""
    return ProductVersion(id=row.id, number=row.number("version"), state=row.text("state"))
