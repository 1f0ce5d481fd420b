"""What it takes to release a version: builds, submissions, phased releases, webhooks."""
