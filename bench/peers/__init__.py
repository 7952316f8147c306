"""Other frameworks' bots; each runs in an environment of its own and knows nothing of the helpdesk."""
