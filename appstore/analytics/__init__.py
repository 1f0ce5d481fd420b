"""App Store Connect's analytics reports: from the request for them to the figures of a day."""
