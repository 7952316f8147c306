"""Every method this server knows, with its parameters: `name:kind`, `!` for required; for kinds see parameters.py."""

from dataclasses import dataclass

SHARED = {
    "@where": "chat_id:c! message_thread_id:i direct_messages_topic_id:i",
    "@how": "disable_notification:b protect_content:b",
    "@send": "business_connection_id @where @how allow_paid_broadcast:b message_effect_id suggested_post_parameters:j "
    "reply_parameters:j reply_markup:j",
    "@caption": "caption parse_mode caption_entities:j",
    "@edited": "business_connection_id chat_id:c message_id:i inline_message_id reply_markup:j",
    "@picture": "thumbnail:F show_caption_above_media:b has_spoiler:b duration:i width:i height:i",
    "@topic": "chat_id:c! message_thread_id:i!",
}

TABLE = """
getUpdates offset:i limit:i timeout:i allowed_updates:j
setWebhook url! certificate:F ip_address max_connections:i allowed_updates:j drop_pending_updates:b secret_token
deleteWebhook drop_pending_updates:b
getWebhookInfo
getMe
getFile file_id!
sendMessage @send text! parse_mode entities:j link_preview_options:j
sendPhoto @send @caption photo:F! show_caption_above_media:b has_spoiler:b
sendAudio @send @caption audio:F! duration:i performer title thumbnail:F
sendDocument @send @caption document:F! thumbnail:F disable_content_type_detection:b
sendVideo @send @caption @picture video:F! cover:F start_timestamp:i supports_streaming:b
sendAnimation @send @caption @picture animation:F!
sendVoice @send @caption voice:F! duration:i
sendVideoNote @send video_note:F! duration:i length:i thumbnail:F
sendSticker @send sticker:F! emoji
sendLocation @send latitude:f! longitude:f! horizontal_accuracy:f live_period:i heading:i proximity_alert_radius:i
sendVenue @send latitude:f! longitude:f! title! address! foursquare_id foursquare_type google_place_id google_place_type
sendContact @send phone_number! first_name! last_name vcard
sendMediaGroup @where @how business_connection_id media:j! allow_paid_broadcast:b message_effect_id reply_parameters:j
sendChatAction business_connection_id chat_id:c! message_thread_id:i action!
forwardMessage @where @how from_chat_id:c! message_id:i! video_start_timestamp:i message_effect_id \
    suggested_post_parameters:j
forwardMessages @where @how from_chat_id:c! message_ids:j!
copyMessage @where @how @caption from_chat_id:c! message_id:i! video_start_timestamp:i show_caption_above_media:b \
    allow_paid_broadcast:b message_effect_id suggested_post_parameters:j reply_parameters:j reply_markup:j
copyMessages @where @how from_chat_id:c! message_ids:j! remove_caption:b
editMessageText @edited text! parse_mode entities:j link_preview_options:j
editMessageCaption @edited @caption show_caption_above_media:b
editMessageMedia @edited media:j!
editMessageReplyMarkup @edited
deleteMessage chat_id:c! message_id:i!
deleteMessages chat_id:c! message_ids:j!
pinChatMessage business_connection_id chat_id:c! message_id:i! disable_notification:b
unpinChatMessage business_connection_id chat_id:c! message_id:i
unpinAllChatMessages chat_id:c!
setMessageReaction chat_id:c! message_id:i! reaction:j is_big:b
answerCallbackQuery callback_query_id! text show_alert:b url cache_time:i
answerInlineQuery inline_query_id! results:j! cache_time:i is_personal:b next_offset button:j
getChat chat_id:c!
getChatMember chat_id:c! user_id:i!
getChatAdministrators chat_id:c! return_bots:b
getChatMemberCount chat_id:c!
leaveChat chat_id:c!
banChatMember chat_id:c! user_id:i! until_date:d revoke_messages:b
unbanChatMember chat_id:c! user_id:i! only_if_banned:b
getForumTopicIconStickers
createForumTopic chat_id:c! name! icon_color:i icon_custom_emoji_id
editForumTopic @topic name icon_custom_emoji_id
closeForumTopic @topic
reopenForumTopic @topic
deleteForumTopic @topic
unpinAllForumTopicMessages @topic
editGeneralForumTopic chat_id:c! name!
closeGeneralForumTopic chat_id:c!
reopenGeneralForumTopic chat_id:c!
hideGeneralForumTopic chat_id:c!
unhideGeneralForumTopic chat_id:c!
setMyCommands commands:j! scope:j language_code
getMyCommands scope:j language_code
deleteMyCommands scope:j language_code
setMyName name language_code
getMyName language_code
setMyDescription description language_code
getMyDescription language_code
setMyShortDescription short_description language_code
getMyShortDescription language_code
setChatMenuButton chat_id:i menu_button:j
getChatMenuButton chat_id:i
getUserProfilePhotos user_id:i! offset:i limit:i
"""


@dataclass(frozen=True, slots=True)
class Signature:
    """A method's name as Telegram writes it, each parameter's kind, and which of them must be there."""

    method: str
    kinds: dict[str, str]
    required: tuple[str, ...]


def signatures() -> dict[str, Signature]:
    """All methods by their lower-case name, since Telegram does not mind the case."""
    return {signature.method.lower(): signature for signature in map(_signature, TABLE.strip().splitlines())}


def _signature(line: str) -> Signature:
    method, *words = line.split()
    words = [word for shared in words for word in _spelled_out(shared)]
    parameters = [word.rstrip("!").partition(":") for word in words]
    required = tuple(word.rstrip("!").partition(":")[0] for word in words if word.endswith("!"))
    return Signature(method, {name: kind or "s" for name, _, kind in parameters}, required)


def _spelled_out(word: str) -> list[str]:
    if not word.startswith("@"):
        return [word]
    return [inner for part in SHARED[word].split() for inner in _spelled_out(part)]
