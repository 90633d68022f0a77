"""Commands as messages show them, so that they can be copied and run."""

from __future__ import annotations

import os
import shlex
import subprocess


def type_words(*words: object) -> str:
    """Words of a command as the system's shell takes them: one with blanks is in quotes.

    Example: ``type_words("bcssp", "take", "my text.docx")`` is ``bcssp take 'my text.docx'``, or
    with double quotes on Windows.
    """
    texts = [str(word) for word in words]
    return subprocess.list2cmdline(texts) if os.name == "nt" else shlex.join(texts)
