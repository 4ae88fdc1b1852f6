"""The command line: one file per command or small group; here errors become messages and exit codes.

0 done, 1 the input or the question is at fault, 2 wrong usage, 3 a defect of the program.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from pipeline.cli.care import backup, doctor, rebuild, restore, status
from pipeline.cli.correct import correct
from pipeline.cli.encode import encode
from pipeline.cli.evaluate import evaluate
from pipeline.cli.examples import examples
from pipeline.cli.exits import AT_FAULT, DEFECT, DONE
from pipeline.cli.followup import followup
from pipeline.cli.labels import labels
from pipeline.cli.models import models
from pipeline.cli.open import open_original
from pipeline.cli.parse import parse
from pipeline.cli.report import export, report, view
from pipeline.cli.review import review
from pipeline.cli.run import run
from pipeline.cli.saved import saved
from pipeline.cli.search import search
from pipeline.cli.serve import serve
from pipeline.cli.themes import themes
from pipeline.cli.train import train
from pipeline.cli.users import users
from pipeline.errors import UsageFault


@click.group(
    epilog=examples(
        "kehoach run data/raw",
        'kehoach search "Thanh tra giải quyết khiếu nại" --by plan',
        "kehoach parse ke-hoach.txt --json",
    ),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Thư mục chứa data/ và models/; mặc định là thư mục hiện tại. (Folder with data/ and models/.)",
)
@click.version_option(package_name="kehoach", prog_name="kehoach")
@click.pass_context
def kehoach(context: click.Context, home: Path) -> None:
    """Đọc các kế hoạch hành chính, tách thành nhiệm vụ và trả lời: ai phải làm gì, bao giờ, theo văn bản nào.

    Reads Vietnamese administrative plans and answers who must do what, by when.
    """
    context.obj = home


_COMMANDS = (
    run, parse, search, saved, open_original, serve, report, view, export, correct, followup, themes, labels, review,
    train, evaluate, models, encode, status, doctor, rebuild, backup, restore, users,
)  # fmt: skip
for command in _COMMANDS:
    kehoach.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _speak_utf8()
    try:
        outcome = kehoach.main(arguments, prog_name="kehoach", standalone_mode=False)
        return outcome if isinstance(outcome, int) else DONE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say("Đã dừng theo yêu cầu; lần chạy sau sẽ làm tiếp. (stopped)", AT_FAULT)
    except UsageFault as error:
        return _say(f"Lỗi: {error}", AT_FAULT)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; there is nobody left to tell
        return DONE
    except Exception:
        traceback.print_exc()
        return _say("Lỗi của chương trình (internal error); xin gửi các dòng trên cho nhóm phát triển.", DEFECT)


def _say(message: str, code: int) -> int:
    """Print a message for the person and return the exit code."""
    click.echo(message, err=True)
    return code


def _speak_utf8() -> None:
    """Make Vietnamese come out whole whatever the console's code page is."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
