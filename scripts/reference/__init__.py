"""Write `docs/reference` from the code and `docs/performance.md` from results, so that they cannot say anything else.

One module a page, each with a `page()` that returns Markdown. A test compares what is written with what would be.
"""
