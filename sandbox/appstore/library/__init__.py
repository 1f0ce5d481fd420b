"""The App Asset Library of 4.5.1 of the API: files that are sent once, and placed where they are shown."""
