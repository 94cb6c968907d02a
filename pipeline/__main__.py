"""`python -m pipeline` is the command `gongkai`."""

from __future__ import annotations

from pipeline.cli import main

if __name__ == "__main__":  # a process of the pool imports it under another name
    main()
