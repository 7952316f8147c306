// The chat page. What people and bots write only ever becomes text nodes, so there is nothing to escape.

const byId = (id) => document.getElementById(id);
const world = { personas: [], bots: [], chats: new Map(), calls: [] };
const view = { me: null, chat: null, reply: null, edit: null, drafts: new Map(), unread: new Map(), last: new Map(), typing: null };
const MOST_CALLS = 60;
const SAFE = ["http:", "https:", "mailto:", "tel:"];
const CONTENT = {
  photo: "Picture", video: "Film", animation: "Animation", document: "File", audio: "Music", voice: "Voice message",
  video_note: "Film", sticker: "Sticker", location: "Place", contact: "Contact", poll: "Poll", dice: "Dice",
};

/** Make an element; attributes that are functions become listeners, strings among the children text. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

// --- who and where

const me = () => world.personas.find((persona) => persona.id === view.me);
const chat = () => world.chats.get(view.chat);
const botOf = (about) => world.bots.find((bot) => bot.id === about.bot);
const titleOf = (about) => about.title ?? botOf(about)?.name ?? "Bot";
const nameOf = (user) => user?.title ?? [user?.first_name, user?.last_name].filter(Boolean).join(" ");
const authorOf = (raw) => raw.sender_chat ?? raw.from ?? raw.chat;
const isMine = (raw) => raw.from?.id === view.me && !raw.sender_chat;
const wordsOf = (raw) => raw.text ?? raw.caption ?? "";
const place = (person = view.me, key = view.chat) => `${person}/${key}`;

async function order(what, facts) {
  try {
    const response = await fetch(`/page/orders/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ person: view.me, chat: view.chat, ...facts }),
    });
    const { error } = await response.json();
    if (error) notice(error);
    return !error;
  } catch {
    notice("The local Telegram did not answer.");
    return false;
  }
}

// --- formatting: offsets count UTF-16 units, as JavaScript's strings do

/** Return nodes for a part of a text; entities may be nested, and one that crosses another is cut in two. */
function formatted(text, entities, start = 0, end = text.length) {
  const nodes = [];
  const waiting = [...entities];
  let at = start;
  while (waiting.length) {
    const entity = waiting.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) continue;
    const inside = [];
    while (waiting.length && waiting[0].offset < to) inside.push(waiting.shift());
    const crossing = inside.filter((one) => one.offset + one.length > to);
    waiting.unshift(...crossing.map((one) => ({ ...one, offset: to, length: one.offset + one.length - to })));
    nodes.push(text.slice(at, from), dressed(entity, text.slice(from, to), formatted(text, inside, from, to)));
    at = to;
  }
  nodes.push(text.slice(at, end));
  return nodes.filter((node) => node !== "");
}

const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", text_mention: "strong" };

function dressed(entity, words, children) {
  const kind = entity.type;
  if (PLAIN[kind]) return make(PLAIN[kind], {}, ...children);
  if (kind === "text_link") return link(entity.url, children);
  if (kind === "url") return link(/^[a-z]+:\/\//i.test(words) ? words : `http://${words}`, children);
  if (kind === "email") return link(`mailto:${words}`, children);
  if (kind === "bot_command") return make("button", { type: "button", class: "command", click: () => say(words) }, words);
  if (kind === "spoiler") return spoiler(children);
  if (kind === "date_time") return moment(entity, words);
  return make("span", {}, ...children);
}

function link(address, children) {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !SAFE.includes(url.protocol)) return make("span", {}, ...children);
  const click = (event) => follow(url) && event.preventDefault();
  return make("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", click }, ...children);
}

/** Open a bot's own link here, as the app does; false for any other address. */
function follow(url) {
  const username = url.pathname.slice(1);
  const bot = world.bots.find((one) => one.username.toLowerCase() === username.toLowerCase());
  if (url.hostname !== "t.me" || !bot) return false;
  go(view.me, `${bot.id}:${view.me}`);
  order("start", { bot: bot.username, payload: url.searchParams.get("start") ?? "" });
  return true;
}

function spoiler(children) {
  const reveal = (event) => event.currentTarget.replaceWith(...children);
  return make("button", { type: "button", class: "spoiler", click: reveal }, "Show hidden text");
}

const TIMES = { t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" } };

/** A moment in the viewer's own zone, by its format; without one as it was written, the own time beside it. */
function moment(entity, words) {
  const date = new Date(entity.unix_time * 1000);
  const own = date.toLocaleString([], { dateStyle: "full", timeStyle: "short" });
  const format = entity.date_time_format ?? "";
  const styles = Object.assign({}, ...[...format].map((letter) => TIMES[letter] ?? {}));
  const parts = [format.includes("w") ? date.toLocaleDateString([], { weekday: "long" }) : "",
    Object.keys(styles).length ? date.toLocaleString([], styles) : ""];
  const text = format === "r" ? relative(date) : parts.filter(Boolean).join(", ");
  return make("time", { datetime: date.toISOString(), title: `${own}, your time` }, text || words);
}

function relative(date) {
  const minutes = Math.round((date - Date.now()) / 60000);
  const [size, unit] = [[1440, "day"], [60, "hour"], [1, "minute"]].find(([one]) => Math.abs(minutes) >= one) ?? [1, "minute"];
  return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(minutes / size), unit);
}

// --- messages

function messageElement(key, message) {
  const { raw } = message;
  const service = serviceWords(raw);
  if (service) return make("article", { class: "service", "data-id": raw.message_id }, service);
  const time = new Date(raw.date * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const name = isMine(raw) ? "You" : nameOf(authorOf(raw));
  const bubble = make("div", { class: "bubble" }, ...authorLine(key, raw, name), ...quote(raw), ...content(raw),
    make("p", { class: "meta" }, ...actions(raw), raw.edit_date ? "edited " : "", make("time", {}, time)));
  const side = isMine(raw) ? "mine" : "theirs";
  return make("article", { class: side, "data-id": raw.message_id, "aria-label": `${name}, ${time}`, tabindex: "-1" },
    bubble, ...keyboard(message));
}

function authorLine(key, raw, name) {
  const private_ = world.chats.get(key).about.kind === "private";
  const line = make("p", { class: `author tint${Math.abs(authorOf(raw).id) % 5}` }, name);
  return private_ || isMine(raw) ? [] : [line];
}

function quote(raw) {
  const answered = raw.reply_to_message;
  if (!answered || answered.forum_topic_created) return [];
  const jump = () => elementOf(answered.message_id)?.focus();
  const words = wordsOf(answered) || contentName(answered);
  return [make("button", { type: "button", class: "quote", click: jump, "aria-label": `In reply to: ${words}` },
    make("strong", {}, nameOf(authorOf(answered))), make("span", {}, words))];
}

const contentName = (raw) => CONTENT[Object.keys(CONTENT).find((kind) => raw[kind])] ?? "Message";

function content(raw) {
  const words = wordsOf(raw);
  const media = Object.keys(CONTENT).find((kind) => raw[kind]);
  const title = media && [CONTENT[media], raw[media].file_name ?? raw[media].emoji ?? raw[media].phone_number].filter(Boolean).join(": ");
  const box = make("div", { class: "words", dir: "auto" }, ...formatted(words, raw.entities ?? raw.caption_entities ?? []));
  return [...(title ? [make("p", { class: "media" }, title)] : []), ...(words ? [box] : [])];
}

function actions(raw) {
  const button = (label, click) => make("button", { type: "button", class: "plain", click }, label);
  const edit = isMine(raw) && raw.text !== undefined && !raw.via_bot ? [button("Edit", () => beginEdit(raw))] : [];
  return [button("Reply", () => beginReply(raw)), ...edit];
}

function keyboard({ raw, keyboard: typed }) {
  const rows = raw.reply_markup?.inline_keyboard ?? typed?.keyboard ?? [];
  if (!rows.length) return [];
  const line = (row, y) => make("div", { class: "keys" }, ...row.map((button, x) => key(raw, button, y, x)));
  return [make("div", { class: "keyboard", role: "group", "aria-label": "Buttons" }, ...rows.map(line))];
}

function key(raw, button, row, column) {
  if (button.url) return link(button.url, [`${button.text} ↗`]);
  const click = async (event) => {
    const pressed = view.pressed = event.currentTarget;
    pressed.setAttribute("aria-busy", "true");
    setTimeout(() => pressed.removeAttribute("aria-busy"), 5000);
    if (button.copy_text) await navigator.clipboard.writeText(button.copy_text.text);
    else await order("press", { message: raw.message_id, row, column });
  };
  return make("button", { type: "button", click }, button.text);
}

function serviceWords(raw) {
  const names = (users) => users.map(nameOf).join(", ");
  if (raw.new_chat_members) return `${names(raw.new_chat_members)} joined the group`;
  if (raw.left_chat_member) return `${nameOf(raw.left_chat_member)} left the group`;
  if (raw.pinned_message) return `${nameOf(raw.from)} pinned a message`;
  if (raw.forum_topic_created) return `Topic: ${raw.forum_topic_created.name}`;
  if (raw.forum_topic_edited?.name) return `The topic is now called ${raw.forum_topic_edited.name}`;
  if (raw.forum_topic_closed) return "The topic was closed";
  if (raw.forum_topic_reopened) return "The topic was opened again";
  if (raw.new_chat_title) return `The group is now called ${raw.new_chat_title}`;
  return raw.migrate_to_chat_id || raw.migrate_from_chat_id ? "The group became a supergroup" : null;
}

// --- the conversation

const log = byId("log");
const elementOf = (id) => log.querySelector(`[data-id="${id}"]`);
const nearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 120 || log.scrollTop === view.rest;

/** Show the newest message, a long one from its beginning. */
function toEnd() {
  const last = log.lastElementChild;
  log.scrollTop = Math.min(log.scrollHeight, (last?.offsetTop ?? 0) - log.offsetTop - 12);
  view.rest = log.scrollTop;
}

function showChat() {
  const { about, messages } = chat();
  log.setAttribute("aria-live", "off"); // what was there before is not news
  log.replaceChildren();
  for (const message of messages.values()) put(message);
  if (!messages.size) log.append(make("p", { class: "empty" }, "Nothing was said here yet."));
  toEnd();
  requestAnimationFrame(() => log.setAttribute("aria-live", "polite"));
  showHead(about);
}

function showHead(about) {
  const private_ = about.kind === "private";
  const bot = botOf(about);
  byId("chat-title").textContent = titleOf(about);
  byId("chat-face").textContent = initial(titleOf(about));
  byId("chat-face").className = `face tint${Math.abs(about.bot ?? 3) % 5}`;
  byId("chat-note").textContent = view.typing ?? (private_ ? `bot, @${bot.username}` : `${about.members} members`);
  byId("block").hidden = !private_ || !about.started || about.blocked;
  const closed = private_ && (!about.started || about.blocked);
  const leaving = [byId("start"), byId("block"), words].find((one) => one === document.activeElement);
  byId("start").hidden = !closed;
  byId("start").textContent = about.blocked ? "Restart" : "Start";
  byId("composer").hidden = closed;
  if (leaving && !leaving.checkVisibility()) (closed ? byId("start") : words).focus();
  document.title = `${titleOf(about)} – ${me().name}`;
}

/** Put a message where it belongs: in the place of its earlier form, or at the end; keep the keyboard's focus. */
function put(message) {
  const element = messageElement(view.chat, message);
  const old = elementOf(message.raw.message_id);
  if (!old) {
    log.querySelector(".empty")?.remove();
    newDay(message.raw);
    log.append(element);
    return;
  }
  const buttons = (within) => [...within.querySelectorAll("button, a")];
  const focused = buttons(old).indexOf(document.activeElement);
  const had = old.contains(document.activeElement);
  old.replaceWith(element);
  if (had) (buttons(element)[focused] ?? element).focus();
}

function newDay(raw) {
  const day = new Date(raw.date * 1000).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
  if (log.dataset.day !== day || !log.childElementCount) log.append(make("p", { class: "day" }, day));
  log.dataset.day = day;
}

function arrived(key, message) {
  const known = world.chats.get(key);
  const fresh = !known.messages.has(message.raw.message_id);
  known.messages.set(message.raw.message_id, message);
  if (fresh) count(key, message.raw);
  if (key !== view.chat) return;
  const follows = nearEnd() || isMine(message.raw);
  view.typing = fresh ? null : view.typing;
  put(message);
  if (follows && fresh) toEnd();
}

function count(key, raw) {
  for (const persona of world.personas) {
    const looking = persona.id === view.me && key === view.chat && !document.hidden;
    if (looking || !persona.chats.includes(key) || raw.from?.id === persona.id) continue;
    const where = place(persona.id, key);
    view.unread.set(where, (view.unread.get(where) ?? 0) + 1);
  }
}

// --- people and chats

const initial = (name) => [...name][0]?.toUpperCase() ?? "?";
const unreadOf = (persona, keys) => keys.reduce((sum, key) => sum + (view.unread.get(place(persona, key)) ?? 0), 0);

function item(name, below, unread, tint, attributes) {
  const badge = make("span", { class: "badge" }, String(unread), make("span", { class: "unseen" }, " new"));
  return make("button", { type: "button", class: "item", ...attributes },
    make("span", { class: `face tint${Math.abs(tint) % 5}`, "aria-hidden": "true" }, initial(name)),
    make("span", { class: "item-words" }, make("strong", {}, name), make("span", {}, below)), ...(unread ? [badge] : []));
}

function showSide() {
  const focused = document.activeElement?.dataset?.focus;
  byId("people").replaceChildren(...world.personas.map((one) => item(one.name, one.about, unreadOf(one.id, one.chats), one.id,
    { "aria-pressed": String(one.id === view.me), "data-focus": `p${one.id}`, click: () => go(one.id) })));
  byId("chats").replaceChildren(...me().chats.map((key) => make("li", {}, chatItem(key))));
  if (focused) document.querySelector(`[data-focus="${focused}"]`)?.focus();
}

function chatItem(key) {
  const { about, messages } = world.chats.get(key);
  const last = [...messages.values()].at(-1)?.raw;
  const below = last ? serviceWords(last) ?? (wordsOf(last) || contentName(last)) : "Nothing yet";
  return item(titleOf(about), below, unreadOf(view.me, [key]), about.bot ?? 3,
    { "aria-current": key === view.chat && "true", "data-focus": `c${key}`, click: () => go(view.me, key) });
}

function go(person, key) {
  keepDraft();
  const persona = world.personas.find((one) => one.id === person) ?? world.personas[0];
  view.me = persona.id;
  view.chat = [key, view.last.get(persona.id), persona.begins, ...persona.chats].find((one) => persona.chats.includes(one));
  view.last.set(persona.id, view.chat);
  view.unread.delete(place());
  view.typing = null;
  history.replaceState(null, "", `#${place()}`);
  endContext();
  words.value = view.drafts.get(place()) ?? "";
  grow();
  showSide();
  showChat();
}

function showHints(hints) {
  byId("hints-section").hidden = !hints.length;
  byId("hints").replaceChildren(...hints.map((hint) => make("li", {}, make("button", { type: "button", class: "hint", click: () => tryOut(hint) },
    make("strong", {}, hint.title), make("span", {}, hint.words)))));
}

/** Become the person, go to the place, and have the words ready to be sent. */
async function tryOut(hint) {
  go(hint.person, hint.chat);
  const { about } = chat();
  if (about.kind === "private" && (!about.started || about.blocked)) await order("start", { bot: botOf(about).username, payload: "" });
  byId("composer").hidden = false;
  words.value = hint.words;
  if (narrow.matches) byId("hints-fold").open = false;
  grow();
  words.focus();
}

// --- writing

const words = byId("words");
const narrow = matchMedia("(max-width: 859px)");
const touched = matchMedia("(pointer: coarse)");

const keepDraft = () => view.chat && !view.edit && view.drafts.set(place(), words.value);

function grow() {
  words.style.height = "auto";
  words.style.height = `${Math.min(words.scrollHeight + 2, 180)}px`;
}

function beginReply(raw) {
  [view.reply, view.edit] = [raw.message_id, null];
  context(`Reply to ${nameOf(authorOf(raw))}: ${wordsOf(raw) || contentName(raw)}`);
}

function beginEdit(raw) {
  keepDraft();
  [view.reply, view.edit] = [null, raw.message_id];
  words.value = raw.text;
  context("Edit your message");
}

function context(sentence) {
  byId("context-words").textContent = sentence;
  byId("context").hidden = false;
  grow();
  words.focus();
}

function endContext() {
  if (view.edit) words.value = view.drafts.get(place()) ?? "";
  [view.reply, view.edit] = [null, null];
  byId("context").hidden = true;
  grow();
}

const say = (text, more = {}) => order("say", { words: text, ...more });

async function send() {
  const text = words.value;
  if (!text.trim()) return;
  const { reply, edit } = view;
  words.value = "";
  if (!edit) view.drafts.delete(place());
  endContext();
  const done = edit ? await order("edit", { message: edit, words: text }) : await say(text, reply ? { reply_to: reply } : {});
  if (!done && !words.value) words.value = text;
  grow();
}

function lastOwn() {
  return [...chat().messages.values()].map(({ raw }) => raw).findLast((raw) => isMine(raw) && raw.text !== undefined);
}

function typedKey(event) {
  const own = event.key === "ArrowUp" && !words.value && lastOwn();
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !touched.matches) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape") endContext();
  else if (own) {
    event.preventDefault();
    beginEdit(own);
  }
}

// --- small notices

function notice(sentence, more = []) {
  byId("notice").replaceChildren(sentence, ...more);
  clearTimeout(view.noticeEnds);
  view.noticeEnds = setTimeout(() => byId("notice").replaceChildren(), 6000);
}

function answered({ user_id, text, show_alert, url }) {
  if (user_id !== view.me) return;
  view.pressed?.removeAttribute("aria-busy");
  const address = url && URL.canParse(url) ? new URL(url) : null;
  if (address && !follow(address)) notice(text ? `${text} ` : "", [link(url, [url])]);
  else if (text && show_alert) {
    byId("alert-words").textContent = text;
    byId("alert").showModal();
  } else if (text) notice(text);
}

function acting(key, { action }) {
  if (key !== view.chat) return;
  view.typing = action === "typing" ? "is typing …" : "is sending something …";
  showHead(chat().about);
  clearTimeout(view.typingEnds);
  view.typingEnds = setTimeout(() => { view.typing = null; showHead(chat().about); }, 5000);
}

// --- behind the scenes

function showCall(call) {
  const time = new Date(call.at * 1000).toLocaleTimeString([], { hour12: false });
  const told = `${call.code} ${call.description}`.trim();
  const outcome = call.fault ? `${told} (trouble: ${call.fault})` : told;
  const facts = JSON.stringify({ params: call.params, result: call.result }, null, 1);
  const line = make("details", {}, make("summary", {}, make("code", {}, call.method), ` ${outcome} `, make("time", {}, time)),
    make("pre", { tabindex: "0" }, facts));
  byId("calls").prepend(make("li", { class: call.ok && !call.fault ? "" : "refused" }, line));
  while (byId("calls").childElementCount > MOST_CALLS) byId("calls").lastElementChild.remove();
}

function showTrouble(names) {
  const now = names.length ? { 429: "busy", slow: "slow", 502: "down" }[names[0]] ?? "lost" : "";
  document.querySelector(`input[name=trouble][value="${now}"]`).checked = true;
}

// --- news

function everything(news) {
  const [person, key] = location.hash.slice(1).split("/");
  [world.personas, world.bots] = [news.personas, news.bots];
  const kept = ({ about, messages }) => ({ about, messages: new Map(messages.map((one) => [one.raw.message_id, one])) });
  world.chats = new Map(news.chats.map((one) => [one.key, kept(one)]));
  byId("title").textContent = news.title;
  byId("calls").replaceChildren();
  news.calls.forEach(showCall);
  showTrouble(news.trouble);
  showHints(news.hints);
  go(Number(person), key);
}

const NEWS = {
  everything,
  message: (news) => arrived(news.chat, news.message),
  chat: () => {},
  answer: answered,
  action: (news) => acting(news.chat, news),
  call: (news) => showCall(news.call),
  deletion: (news) => {
    world.chats.get(news.chat).messages.delete(news.message_id);
    if (news.chat === view.chat) elementOf(news.message_id)?.remove();
  },
};

function heard(event) {
  const news = JSON.parse(event.data);
  if (news.chat && !world.chats.has(news.chat)) return;
  if (news.about) world.chats.get(news.chat).about = news.about;
  NEWS[news.kind]?.(news);
  if (news.kind === "call" || news.kind === "everything") return;
  showSide();
  if (news.about && news.chat === view.chat) showHead(news.about);
}

function connect() {
  const source = new EventSource("/page/events");
  const offline = byId("offline");
  source.addEventListener("message", heard);
  source.addEventListener("open", () => { offline.hidden = true; });
  source.addEventListener("error", () => {
    offline.textContent = "The local Telegram cannot be reached; is it still running? Trying again.";
    offline.hidden = false;
  });
}

byId("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
words.addEventListener("keydown", typedKey);
words.addEventListener("input", grow);
byId("context-end").addEventListener("click", () => { endContext(); words.focus(); });
byId("start").addEventListener("click", () => order("start", { bot: botOf(chat().about).username, payload: "" }));
byId("block").addEventListener("click", () => order("block", {}));
for (const radio of document.querySelectorAll("input[name=trouble]")) {
  radio.addEventListener("change", () => order("trouble", { kind: radio.value }));
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden || !view.chat) return;
  view.unread.delete(place());
  showSide();
});
byId("hints-fold").open = !narrow.matches;
connect();
