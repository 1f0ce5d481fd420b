"""Apple's lists: display types, devices, locales, territories."""
