"""Running section notebooks: in kernels of their own, side by side, judged by what ran."""

from bcssp_lib.startup import collect_seldom, skip_slow_imports

skip_slow_imports()  # before any module here imports papermill
collect_seldom()
