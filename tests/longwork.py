"""Stand-ins for long work, to be imported by the processes that do it."""

import os
import time

from pipeline.web.job import MADE


def endless(workspace, job, step):
    """Go on until somebody ends it."""
    for n in range(1, 6_000):
        step("read", n, 6_000)
        time.sleep(0.01)
    return "hết"


def quick(workspace, job, step):
    """Do next to nothing."""
    step("read", 1, 1)
    return f"xong {job.argument}"


def defective(workspace, job, step):
    """Have a defect."""
    return 1 / 0


def deadly(workspace, job, step):
    """End its process without a word."""
    os._exit(9)


def stubborn(workspace, job, step):
    """Be deaf to requests while it is busy in a library."""
    step("learn", 0, 1)
    while True:
        try:
            time.sleep(60)
        except BaseException:
            continue


def half_written(workspace, job, step):
    """End its process in the middle of a file."""
    folder = workspace.processed / MADE / job.id
    folder.mkdir(parents=True)
    (folder / ".báo cáo.docx.part").write_text("nửa")
    os._exit(9)
