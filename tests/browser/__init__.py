"""Stories that need a browser: the chat page as its visitors see and use it."""
