"""What a web page says of its article: text, title, publisher, address and date.

All of it runs in a process of its own (`bot.reading.html_worker`): a page may be crafted to be slow.
"""
