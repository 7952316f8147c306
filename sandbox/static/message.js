// One message as it stands in the conversation.

import { button, icon, make, notice } from "./make.js";
import { authorOf, chat, isMine, nameOf, order, shownTime, titleOf, view, wordsOf, world } from "./world.js";
import { follow, formatted, link } from "./formatting.js";
import { jumpTo } from "./log.js";
import { messageMenu } from "./menu.js";
import { lookUp } from "./offers.js";
import { chooseChat } from "./asking.js";
import { go } from "./going.js";

const CONTENT = {
  photo: "Picture", video: "Film", animation: "Animation", document: "File", audio: "Music", voice: "Voice message",
  video_note: "Film", sticker: "Sticker", venue: "Place", location: "Place", contact: "Contact", poll: "Poll", dice: "Dice",
};
const kindOf = (raw) => Object.keys(CONTENT).find((kind) => raw[kind]);

/** What a message is, in a few words. */
export const summary = (message) => message.service ? serviceWords(message.raw) : wordsOf(message.raw) || (CONTENT[kindOf(message.raw)] ?? "Message");

export function messageElement(message, follows = false) {
  const { raw } = message;
  if (message.service) return make("article", { class: "service", "data-id": raw.message_id }, serviceWords(raw));
  const time = shownTime(new Date(raw.date * 1000), { hour: "2-digit", minute: "2-digit" });
  const name = isMine(raw) ? "You" : nameOf(authorOf(raw));
  const more = make("button", { type: "button", class: "more icon", tabindex: "-1", "aria-label": "More about this message",
    "aria-haspopup": "menu", click: (event) => messageMenu(message, event.currentTarget) }, icon("more"));
  const marks = [...(message.silent ? ["silent"] : []), ...(raw.edit_date ? ["edited"] : [])].map((mark) => make("span", {}, mark));
  const meta = make("p", { class: "meta" }, ...reactions(message), ...marks, make("time", {}, time));
  const bubble = make("div", { class: "bubble" }, ...authorLine(raw, name, follows), ...origin(raw), ...quote(raw), ...content(raw), meta, more);
  return make("article", { class: isMine(raw) ? "mine" : "theirs", "data-id": raw.message_id, tabindex: "-1",
    "aria-label": `${name}, ${time}${raw.edit_date ? ", edited" : ""}` }, bubble, ...inlineKeyboard(raw));
}

function authorLine(raw, name, follows) {
  const via = raw.via_bot ? make("span", { class: "via" }, ` via @${raw.via_bot.username}`) : "";
  if (!via && (chat().about.kind === "private" || isMine(raw) || follows)) return [];
  return [make("p", { class: `author tint${Math.abs(authorOf(raw).id) % 5}` }, name, via)];
}

function origin({ forward_origin: from }) {
  if (!from) return [];
  return [make("p", { class: "origin" }, `Forwarded from ${nameOf(from.sender_user ?? from.chat ?? from.sender_chat) || from.sender_user_name}`)];
}

function quote(raw) {
  const answered = raw.reply_to_message;
  if (!answered || answered.forum_topic_created) return [];
  const words = summary({ raw: answered, service: false });
  return [make("button", { type: "button", class: "quote", click: () => jumpTo(answered.message_id), "aria-label": `In reply to: ${words}` },
    make("strong", {}, nameOf(authorOf(answered))), make("span", {}, words))];
}

const reactions = (message) => message.reactions.map((one) => make("span", { class: "reaction", "aria-label": `Reaction ${one}`, role: "img" }, one));

function content(raw) {
  const words = wordsOf(raw);
  const kind = kindOf(raw);
  const box = make("div", { class: "words", dir: "auto" }, ...formatted(words, raw.entities ?? raw.caption_entities ?? []));
  const parts = [...(kind ? [media(kind, raw)] : []), ...(words ? [box] : [])];
  return raw.show_caption_above_media ? parts.reverse() : parts;
}

const size = (bytes) => bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : bytes >= 1000 ? `${Math.round(bytes / 1000)} kB` : `${bytes} bytes`;
const fileUrl = (file) => `/page/files/${encodeURIComponent(file.file_id)}`;

function media(kind, raw) {
  const thing = raw[kind];
  if (kind === "photo") return picture(thing.at(-1), "Picture");
  if (kind === "sticker") return make("p", { class: "sticker" }, picture(thing, `Sticker ${thing.emoji ?? ""}`));
  if (kind === "animation") return thing.mime_type === "image/gif" ? picture(thing, "Animation") : played("video", thing, "Animation");
  if (kind === "video" || kind === "video_note") return played("video", thing, "Film");
  if (kind === "voice" || kind === "audio") return played("audio", thing, [CONTENT[kind], thing.title].filter(Boolean).join(": "));
  if (kind === "document") return fileLine(thing, thing.file_name ?? "File");
  if (kind === "venue") return make("p", { class: "media" }, make("strong", {}, thing.title), make("span", {}, thing.address));
  if (kind === "location") return make("p", { class: "media" }, make("strong", {}, "Place"), make("span", {}, `${thing.latitude}, ${thing.longitude}`));
  if (kind === "contact") return make("p", { class: "media" }, make("strong", {}, nameOf(thing)), make("span", {}, thing.phone_number));
  return make("p", { class: "media" }, make("strong", {}, CONTENT[kind]));
}

function fileLine(file, name) {
  return make("a", { class: "media", href: fileUrl(file), download: name }, make("strong", {}, name), make("span", {}, size(file.file_size ?? 0)));
}

/** A picture; one that no browser can show stands as its name. */
function picture(file, name) {
  const image = make("img", { src: fileUrl(file), alt: name, class: "picture", loading: "lazy" });
  const box = make("a", { class: "frame", href: fileUrl(file), target: "_blank", rel: "noopener" }, image);
  image.addEventListener("error", () => box.replaceWith(fileLine(file, name)));
  return box;
}

function played(what, file, name) {
  const line = fileLine(file, name);
  const player = make(what, { controls: true, src: fileUrl(file), preload: "metadata", "aria-label": name });
  player.addEventListener("error", () => player.remove());
  return make("div", { class: "played" }, line, player);
}

// --- buttons below a message

function inlineKeyboard(raw) {
  const rows = raw.reply_markup?.inline_keyboard ?? [];
  const line = (row, y) => make("div", { class: "keys" }, ...row.map((one, x) => inlineKey(raw, one, y, x)));
  return rows.length ? [make("div", { class: "keyboard", role: "group", "aria-label": "Buttons" }, ...rows.map(line))] : [];
}

function inlineKey(raw, one, row, column) {
  const address = one.url ?? one.login_url?.url;
  if (address) return link(address, [`${one.text} ↗`]);
  return button(one.text, (event) => pressed(raw, one, row, column, event.currentTarget));
}

async function pressed(raw, one, row, column, element) {
  if (one.copy_text) return copied(one.copy_text.text);
  if (one.web_app) return notice("Web apps do not run here.");
  const query = one.switch_inline_query_current_chat ?? one.switch_inline_query ?? one.switch_inline_query_chosen_chat?.query;
  if (query != null) return passedOn(raw, one, query);
  view.pressed = element;
  element.setAttribute("aria-busy", "true");
  setTimeout(() => element.removeAttribute("aria-busy"), 5000);
  return order("press", { message: raw.message_id, row, column });
}

function passedOn(raw, one, query) {
  const bot = world.bots.find((known) => known.id === (raw.via_bot?.id ?? raw.from?.id));
  if (!bot) return;
  if (one.switch_inline_query_current_chat != null) lookUp(bot, query);
  else chooseChat("Ask the bot in which chat?", (key) => { go(view.me, key); lookUp(bot, query); });
}

export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    notice("Copied");
  } catch {
    notice("The browser did not let the page copy.");
  }
}

/** The small notice after a press, for the person who pressed. */
export function answered({ user_id, text, show_alert, url }) {
  if (user_id !== view.me) return;
  view.pressed?.removeAttribute("aria-busy");
  const address = url && URL.canParse(url) ? new URL(url) : null;
  if (address && !follow(address)) notice(text ? `${text} ` : "", [link(url, [url])]);
  else if (text && show_alert) {
    document.getElementById("alert-words").textContent = text;
    document.getElementById("alert").showModal();
  } else if (text) notice(text);
}

// --- what Telegram says of what somebody did

export function serviceWords(raw) {
  const names = (users) => users.map(nameOf).join(", ");
  if (raw.new_chat_members) return `${names(raw.new_chat_members)} joined the group`;
  if (raw.left_chat_member) return `${nameOf(raw.left_chat_member)} left the group`;
  if (raw.pinned_message) return `${nameOf(authorOf(raw))} pinned a message`;
  if (raw.forum_topic_created) return `${nameOf(authorOf(raw))} opened the topic “${raw.forum_topic_created.name}”`;
  if (raw.forum_topic_edited?.name) return `The topic is now called “${raw.forum_topic_edited.name}”`;
  if (raw.forum_topic_edited) return "The topic has another icon";
  if (raw.forum_topic_closed) return "The topic was closed";
  if (raw.forum_topic_reopened) return "The topic was opened again";
  if (raw.general_forum_topic_hidden) return "The general topic was hidden";
  if (raw.general_forum_topic_unhidden) return "The general topic is shown again";
  if (raw.new_chat_title) return `The group is now called ${raw.new_chat_title}`;
  return raw.migrate_to_chat_id || raw.migrate_from_chat_id ? "The group became a supergroup" : `${titleOf(chat().about)} changed`;
}
