"""Content as editors write it in files: read, and written so that the rest stays as it was."""
