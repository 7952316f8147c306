"""Requests as their experts see them: taking, reading, answering, handing over, and what waits."""
