"""Connections to Redis: addresses, Sentinels, replication."""
