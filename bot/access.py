"""Decides at the moment of every command and click who may do it."""

from __future__ import annotations

from kit.roles import person, role

__all__ = ["person", "role"]
