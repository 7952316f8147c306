"""Who waits for whom: requests, experts, routing, working time."""
