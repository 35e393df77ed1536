"""Bytes → Document → Report. Pure: no database, broker, network, clock or settings."""

from parsers.detect import media_type
from parsers.identity import Hints
from parsers.reading import PARSER_VERSION, read, warm_up
from parsers.report import ReadError, Report

__all__ = ["PARSER_VERSION", "Hints", "ReadError", "Report", "media_type", "read", "warm_up"]
