"""What happens when: events, registrations, reminders."""
