"""The commands of ``nianbao``, one module each, and what they share.

Place in the flow: where a person or a script meets the system. A command's module is imported only when it is called,
so that ``nianbao inspect`` needs neither database nor broker.
"""

from workers.cli.app import main

__all__ = ["main"]
