"""What Quarto runs once it has rendered: Word gets its cover and styles, pages their policy."""

import os
import sys
from pathlib import Path

try:
    from bcssp_lib.model.errors import UserError
    from bcssp_lib.publish.quarto_book import finish_book
except ImportError:
    sys.exit(
        "ERROR: What is in book/ is not finished: Word has no cover and no styles, and pages have "
        "no policy. The Python that Quarto runs has no bcssp_lib. Activate the environment that "
        f"has it, or name its Python in QUARTO_PYTHON; Quarto ran {sys.executable}"
    )

made = os.environ.get("QUARTO_PROJECT_OUTPUT_FILES", "").splitlines()
try:
    finish_book(Path.cwd(), [Path(name) for name in made])
except UserError as error:
    sys.exit(f"ERROR: {error}")
