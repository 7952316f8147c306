"""How a bot gets its updates: getUpdates, or a webhook."""

import re
from typing import Any

from sandbox.asked import Asked
from sandbox.chats import Raw
from sandbox.errors import ApiError, bad_request, conflict
from sandbox.updates import KINDS, TWO_POLLERS, Updates
from sandbox.webhook import Webhook

LONGEST_POLL = 50
MOST_UPDATES = 100
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
TERMINATED_BY_WEBHOOK = "Conflict: terminated by setWebhook request"
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class RawUpdates(bytes):
    """A JSON array that was put together from updates as they are, with their ids beside it."""

    ids: tuple[int, ...] = ()


async def get_updates(asked: Asked) -> RawUpdates:
    """Confirm what is below `offset`, then what waits, or comes within `timeout` seconds."""
    if asked.bot.webhook:
        raise conflict(WEBHOOK_ACTIVE)
    updates = asked.bot.updates
    updates.interrupt(ApiError(409, TWO_POLLERS))
    _remember_allowed(asked, updates)
    if asked.get("offset"):
        updates.confirm(asked.get("offset"))
    limit = min(max(asked.get("limit") or MOST_UPDATES, 1), MOST_UPDATES)
    first = updates.batch(limit)
    seconds = min(max(asked.get("timeout") or 0, 0), LONGEST_POLL)
    if not first and seconds:
        await updates.wait(seconds)
        first = updates.batch(limit)
    array = RawUpdates(b"[" + b",".join(pending.body for pending in first) + b"]")
    array.ids = tuple(pending.update_id for pending in first)
    return array


def _remember_allowed(asked: Asked, updates: Updates) -> None:
    """Kinds wanted from now on; without the parameter it stays as it was, and what already waits is not touched."""
    allowed: Any = asked.get("allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list):
        raise bad_request("can't parse allowed updates JSON array")
    updates.allowed = tuple(kind for kind in allowed if kind in KINDS)


async def set_webhook(asked: Asked) -> bool:
    """From now on updates are posted to `url`; an empty one ends that."""
    if not asked.get("url"):
        return await delete_webhook(asked)
    secret, most = asked.get("secret_token"), asked.get("max_connections") or 40
    if not re.match(r"https?://[^/\s]+", asked.get("url")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret is not None and not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= most <= 100:
        raise bad_request("invalid max_connections value specified")
    _remember_allowed(asked, asked.bot.updates)
    asked.bot.updates.interrupt(ApiError(409, TERMINATED_BY_WEBHOOK))
    await _end(asked)
    webhook = Webhook(asked.world, asked.bot, asked.get("url"), secret, most)
    asked.bot.webhook = webhook
    webhook.start()
    return True


async def delete_webhook(asked: Asked) -> bool:
    """No more posting; what waits stays unless it is to be dropped."""
    await _end(asked)
    return True


async def _end(asked: Asked) -> None:
    if asked.bot.webhook:
        webhook, asked.bot.webhook = asked.bot.webhook, None
        await webhook.stop()
    if asked.get("drop_pending_updates"):
        asked.bot.updates.pending.clear()


def get_webhook_info(asked: Asked) -> Raw:
    """Where updates go, how many wait, and the last trouble."""
    bot = asked.bot
    info: Raw = {"url": "", "has_custom_certificate": False, "pending_update_count": len(bot.updates.pending)}
    if bot.webhook:
        info |= {"url": bot.webhook.url, "max_connections": bot.webhook.max_connections, "ip_address": "127.0.0.1"}
        if bot.webhook.last_error:
            date, message = bot.webhook.last_error
            info |= {"last_error_date": int(date), "last_error_message": message}
    if bot.updates.allowed:
        info["allowed_updates"] = list(bot.updates.allowed)
    return info


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
