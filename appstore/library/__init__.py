"""The App Asset Library of an app: its pictures and videos, and where on the store pages they are placed."""
