"""Watches web sites for annual reports: politely, completely, safely.

Place in the flow: ``nianbao scrape`` → ``crawl`` → ``spider`` (Scrapy) → ``visits`` (what a page is, what follows from
it) → ``finds`` → ``intake``, the same door as the folder's. What is left to do stands in the rows of ``models.sites``.
"""
