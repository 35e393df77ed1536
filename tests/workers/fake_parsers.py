"""Parsers that do in the child what a test says, for the tests of the sandbox."""

# Stands before the real parsers on the child's path: its ``read`` is the test's, all else is real.
FAKE = """
from __future__ import annotations
__path__ = [{real!r}]
import os, resource, signal, sys, time
import msgspec
from parsers.form import Edition
from parsers.report import ReadError, Report

class Hints(msgspec.Struct):
    url: str | None = None
    published_on: str | None = None
    organ: str | None = None
    year: int | None = None

def report(title):
    return Report(edition=Edition.E2021, cells={{}}, title=title)

def read(data, name, hints):
{body}

class bundle:
    def open_file(data, name, hints, converted):
        return {{"report": read(data, name, hints)}}

    def list_files(data, name):
        return {{"found": []}}
"""
