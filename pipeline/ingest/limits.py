"""What a process that reads files may take: so much memory, and no process it started outlives it.

On POSIX the limit is one of address space (Linux keeps it, macOS takes note of it); on Windows it is a job
object's. A process beyond it gets a `MemoryError` or dies: its file's fault, and nobody else's.
"""

from __future__ import annotations

import multiprocessing.process
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_MB = 1_000_000


def confine(memory_mb: int) -> None:
    """Let this process take so many megabytes more than it has, and lead a group that ends with it."""
    if sys.platform == "win32":
        _confine_job(memory_mb)
        return
    import resource

    os.setsid()
    most = _address_space() + memory_mb * _MB
    _, ceiling = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(ValueError, OSError):  # macOS refuses limits below what a process has already
        resource.setrlimit(resource.RLIMIT_AS, (most if ceiling < 0 else min(most, ceiling), ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def kill(process: multiprocessing.process.BaseProcess) -> None:
    """End a confined process and every process that it started."""
    if sys.platform != "win32" and process.pid is not None:
        with suppress(ProcessLookupError, PermissionError):  # it had no time to lead a group, or has gone
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _address_space() -> int:
    """Return how many bytes of address space this process has now; 0 where the system does not say."""
    with suppress(OSError, ValueError):
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _EXTENDED_LIMITS, _LIMIT_PROCESS_MEMORY, _KILL_ON_CLOSE = 9, 0x100, 0x2000

    class _Limits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION of winnt.h, its two inner structures laid flat."""

        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def _confine_job(memory_mb: int) -> None:
        """Put this process into a job of its own; Windows ends the job with the last handle to it, which is ours."""
        kernel = ctypes.WinDLL("kernel32")
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        job = kernel.CreateJobObjectW(None, None)
        limits = _Limits(LimitFlags=_LIMIT_PROCESS_MEMORY | _KILL_ON_CLOSE, ProcessMemoryLimit=memory_mb * _MB)
        kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
