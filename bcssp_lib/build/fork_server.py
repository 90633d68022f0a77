"""Imported by the server that workers are forked from, so that its folder goes when it does.

The server ends when the command does, even if that is killed. Its folder is multiprocessing's
own, and would otherwise stay behind a command that is killed in its last moment, after the
note of its temporary folders was removed.
"""

from __future__ import annotations

import atexit
import os
import shutil

FOLDER_VARIABLE = "BCSSP_SERVER_FOLDER"

if folder := os.environ.pop(FOLDER_VARIABLE, ""):
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
