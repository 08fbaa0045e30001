"""Read articles from files, pages, PDFs, web addresses and pasted text."""
