"""What an operator can watch of the delivery; no name, no word and no token is ever a label."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class DeliveryMetrics:
    """Counters and gauges of one process, on the registry it was given."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.received = Counter("helpdesk_updates_received", "Updates written down", registry=registry)
        self.handled = Counter("helpdesk_updates_handled", "Updates handled", registry=registry)
        self.failed = Counter("helpdesk_update_failures", "Attempts to handle an update that failed", registry=registry)
        self.dead = Counter("helpdesk_updates_dead", "Updates set aside after their last attempt", registry=registry)
        self.oldest_waiting = Gauge(
            "helpdesk_oldest_waiting_seconds", "Age of the oldest update not yet handled", registry=registry
        )
        self.waiting = Gauge("helpdesk_updates_waiting", "Updates not yet handled", registry=registry)
        self.calls = Counter(
            "helpdesk_calls",
            "Calls of Telegram's API by priority and result",
            ("priority", "result"),
            registry=registry,
        )
        self.call_seconds = Histogram("helpdesk_call_seconds", "Time a call of Telegram's API took", registry=registry)
        self.oldest_due = Gauge(
            "helpdesk_oldest_due_seconds", "Lateness of the most overdue thing to be sent", registry=registry
        )
        self.due = Gauge("helpdesk_calls_due", "Calls that are due and not yet made", registry=registry)
        self.database_errors = Counter("helpdesk_database_errors", "Troubles with the database", registry=registry)
        self.database_away = Gauge(
            "helpdesk_database_away_seconds",
            "Time since the database could last be used, 0 while it can",
            registry=registry,
        )
        self.owner = Gauge("helpdesk_owner", "1 while this process handles and sends, 0 on standby", registry=registry)
