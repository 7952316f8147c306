"""What was asked and not answered: for editors, and for those who wait for an answer."""
