"""What members ask and are answered: questions, choices, entries and guides."""
