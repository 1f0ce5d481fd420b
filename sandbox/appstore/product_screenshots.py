"""Routes for the screenshot of a product that Apple's reviewers see: one for each product."""

from __future__ import annotations

from sandbox.appstore.bodies import Body, Field
from sandbox.appstore.endpoints import EDITORS, Answer, ApiCall, Endpoint, created, done, found
from sandbox.appstore.errors import RefusedError, not_found, wrong_state
from sandbox.appstore.inspection import Verdict, inspect_size
from sandbox.appstore.media import Media, mime_type
from sandbox.appstore.processing import begin, complete, of_pictures
from sandbox.appstore.product_families import Family, family_of
from sandbox.appstore.query import Query
from sandbox.appstore.reservations import add_whole, commit, delivery, reserve, show_checksum
from sandbox.appstore.store import Row, Store

NAME = "appStoreReviewScreenshot"
# The least pixels of the shorter and the longer side.
LEAST = (640, 920)
_IN_REVIEW = frozenset({"WAITING_FOR_REVIEW", "IN_REVIEW"})


def endpoints(family: Family) -> tuple[Endpoint, ...]:
    """Returns the routes for the screenshots of a family of products; a product without one answers 404."""

    def of_product(store: Store, call: ApiCall) -> Answer:
        screenshot = store.find(family.product, call.id).to_one[NAME]
        if screenshot is None:
            raise RefusedError(not_found(family.screenshot, call.id))
        return found(call.write.single(screenshot))

    def get(store: Store, call: ApiCall) -> Answer:
        return found(call.write.single(store.find(family.screenshot, call.id)))

    def create(store: Store, call: ApiCall) -> Answer:
        product = store.related(family.product, call.wanted.links[family.old_owner], family.old_owner)
        _require_changeable(product)
        if product.to_one[NAME] is not None:
            raise RefusedError(wrong_state("The product has a review screenshot already", code="ENTITY_STATE_INVALID"))
        name = call.wanted.attributes["fileName"]
        media = reserve(store, call.wanted.attributes["fileSize"], mime_type(name))
        row = _add(store, product, name, media)
        row.attributes |= {"uploadOperations": media.operations(), "assetDeliveryState": delivery("AWAITING_UPLOAD")}
        store.changed("screenshot.reserved")
        return created(call.write.single(row))

    def update(store: Store, call: ApiCall) -> Answer:
        row = store.find(family.screenshot, call.id)
        _require_changeable(row.parent(family.old_owner))
        media = commit(store, row, call.wanted.attributes)
        if media is not None:
            row.attributes |= {"uploadOperations": None, "assetDeliveryState": delivery("UPLOAD_COMPLETE")}
            begin(store, row, media, call.wanted.attributes.get("sourceFileChecksum"), COURSE)
        return found(call.write.single(row))

    def delete(store: Store, call: ApiCall) -> Answer:
        row = store.find(family.screenshot, call.id)
        product = row.parent(family.old_owner)
        _require_changeable(product)
        product.to_one[NAME] = None
        store.remove(row)
        store.changed("screenshot.removed")
        return done()

    attributes = {"fileName": Field(required=True), "fileSize": Field(int, required=True)}
    changes = {"sourceFileChecksum": Field(), "uploaded": Field(bool)}
    path, single = f"/v1/{family.screenshot}", f"/v1/{family.screenshot}/{{id}}"
    query = Query(family.screenshot, include=(family.old_owner,))
    new = Body(family.screenshot, attributes, {family.old_owner: family.product})
    return (
        Endpoint("GET", f"{family.root}/{{id}}/{NAME}", of_product, query),
        Endpoint("POST", path, create, body=new, roles=EDITORS),
        Endpoint("GET", single, get, query),
        Endpoint("PATCH", single, update, body=Body(family.screenshot, changes, creates=False), roles=EDITORS),
        Endpoint("DELETE", single, delete, roles=EDITORS),
    )


def _inspect(_row: Row, data: bytes) -> Verdict:
    """Validates an image that reviewers are to see: any that is not too small, upright or turned."""
    return inspect_size(data, lambda size: min(size) >= LEAST[0] and max(size) >= LEAST[1])


COURSE = of_pictures(_inspect)


def add(store: Store, product: Row, name: str = "review.png", data: bytes = b"-") -> None:
    """Gives a product a screenshot in place of the one that it has, as another user would."""
    media, before = add_whole(store, data), product.to_one[NAME]
    if before is not None:
        store.remove(before)
    row = _add(store, product, name, media)
    complete(row, media, Verdict(*LEAST))
    show_checksum(store, row, media, None, 0.0)


def _add(store: Store, product: Row, name: str, media: Media) -> Row:
    family = family_of(product)
    attributes = {"fileName": name, "fileSize": media.size, "assetToken": media.token, "assetType": "SCREENSHOT"}
    row = store.add(family.screenshot, attributes, row_id=None, **{family.old_owner: product})
    product.to_one[NAME] = row
    return row


def _require_changeable(product: Row) -> None:
    """Refuses (409) what is in review."""
    if product.to_many["versions"][-1]["state"] in _IN_REVIEW:
        raise RefusedError(wrong_state("The product is in review", code="ENTITY_STATE_INVALID"))
