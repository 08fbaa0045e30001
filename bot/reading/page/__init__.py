"""Read web pages: the text, title, publisher, address and date of the article.

All of it runs in a process of its own (`worker`), because a page may be crafted to be slow.
"""
