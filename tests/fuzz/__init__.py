"""Tries what strangers might send: whatever it is, it ends with an answer or a declared error, soon and small."""
