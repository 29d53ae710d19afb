"""Runs ministack with its log in files that do not grow without bound. The argument is the folder of the log."""

import logging
import os
import sys
from logging.handlers import RotatingFileHandler

logs = sys.argv.pop()
# Of each of four files.
most = int(os.environ.get("STACK_LOG_BYTES", "10000000"))
# Whoever configures the root logger first decides; ministack would write to stdout.
logging.basicConfig(
    level=os.environ.get("LOG_LEVEL", "INFO"),
    format="%(asctime)s %(levelname)s %(message)s (%(name)s)",
    handlers=[RotatingFileHandler(os.path.join(logs, "server.log"), maxBytes=most, backupCount=3)],
)

from ministack.app import main  # noqa: E402

main()
