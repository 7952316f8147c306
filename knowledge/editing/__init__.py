"""What coordinators change in the chat, and how that lies over the files."""
