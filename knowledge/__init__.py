"""What we know: entries, guides, and which of them fits a question."""
