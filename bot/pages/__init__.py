"""Custom product pages: the commands `pages` and `page`."""
