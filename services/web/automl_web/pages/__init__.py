"""One module per page: what it reads, and its handlers."""
