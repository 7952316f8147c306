"""What is kept about somebody and their rights, and figures that name nobody."""
