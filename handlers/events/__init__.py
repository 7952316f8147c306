"""Events: looked up, registered for, reminded of, made and changed."""
