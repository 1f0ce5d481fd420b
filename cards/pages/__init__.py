"""Custom product pages: what people see of them."""
