"""Running sections, building reports, and the ledger of what was built."""

from bcssp_lib.startup import collect_seldom, skip_slow_imports

skip_slow_imports()  # before any module here imports papermill
collect_seldom()
