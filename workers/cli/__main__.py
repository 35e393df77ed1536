"""``python -m workers.cli``: the command line without its console script."""

from workers.cli import main

main()
