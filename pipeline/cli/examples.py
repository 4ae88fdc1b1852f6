"""Examples under a command's help, kept on lines of their own."""

from __future__ import annotations


def examples(*lines: str) -> str:
    """Return an epilog that shows how a command is typed; click leaves lines after a backspace alone."""
    return "\b\n" + "\n".join(["Ví dụ (examples):", *(f"  {line}" for line in lines)])
