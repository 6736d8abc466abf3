"""These tests ask the real services: only with `pytest -m live`, and never on a build server."""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.markexpr.strip() == "live" and not os.environ.get("CI"):
        return
    live = [item for item in items if item.get_closest_marker("live")]
    items[:] = [item for item in items if item not in live]
    config.hook.pytest_deselected(items=live)
