"""Read PDFs, in a process of its own (`worker`)."""
