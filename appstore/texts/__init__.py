"""The words of an App Store page: characters and keywords, as Apple counts and separates them."""
