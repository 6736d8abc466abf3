from __future__ import annotations

import sys

import pytest

from analysis.warm.client import NotWarmError, arguments_of

KERNEL = ["-m", "ipykernel_launcher", "-f", "kernel.json"]


@pytest.mark.parametrize("flags", [[], ["-Xfrozen_modules=off"]])
def test_the_kernel_of_this_python_can_be_forked(flags):
    assert arguments_of([sys.executable, *flags, *KERNEL, "--quiet"]) == ["-f", "kernel.json", "--quiet"]


@pytest.mark.parametrize(
    "command",
    [["/elsewhere/python", *KERNEL], [sys.executable, "-O", *KERNEL], ["R", "--slave"], [sys.executable], []],
)
def test_another_kernel_is_not_forked(command):
    with pytest.raises(NotWarmError):
        arguments_of(command)
