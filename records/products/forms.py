"""Open forms for the texts of a product, and the texts that they show."""

from dataclasses import dataclass

from records.keys import DAY
from records.storage.documents import Documents


@dataclass(frozen=True, kw_only=True)
class ProductForm:
    """A form for name and description of a product in one language.

    `product_id` and `locale` are as typed, "" for the app's primary language. Once it is filled, `product` is Apple's
    id, `reference_name` its name there, and `name` and `description` are what the form shows. `view_id` is Slack's.
    """

    id: str
    invocation_id: str
    view_id: str
    product_id: str
    locale: str = ""
    account: str = ""
    app_id: str = ""
    app_name: str = ""
    family: str = ""
    product: str = ""
    reference_name: str = ""
    name: str = ""
    description: str = ""
    was_approved: bool = False


FORMS = Documents("productform", ProductForm, seconds=2 * DAY)
