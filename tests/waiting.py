"""Waiting for what another thread or process does."""

import time


def until(condition):
    """Wait until something is so."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never was")
