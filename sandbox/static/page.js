// The chat page of a local Telegram: hears news, keeps what it knows, shows it.

import { byId } from "./make.js";
import { chat, isMine, place, threadOf, view, world } from "./world.js";
import { putAll, takeAway } from "./log.js";
import { answered } from "./message.js";
import { askedToReply, showTyped } from "./composer.js";
import { choosing, go, showHead } from "./going.js";
import { showHints, showSide } from "./side.js";
import { showCall, showTrouble } from "./panel.js";
import { showClock, showControls, showTour } from "./tour.js";
import { setUp } from "./shell.js";

const AGAIN = 700;
const waiting = { messages: [], timer: 0 };

function everything(news) {
  const [person, key, thread] = location.hash.slice(1).split("/");
  const before = new Map(view.drafts);
  [world.personas, world.bots, world.scenes] = [news.personas, news.bots, news.scenes];
  const kept = ({ about, messages }) => ({ about, whole: new Set(), messages: new Map(messages.map((one) => [one.raw.message_id, one])) });
  world.chats = new Map(news.chats.map((one) => [one.key, kept(one)]));
  byId("title").textContent = news.title;
  byId("calls").replaceChildren();
  news.calls.forEach(showCall);
  showTrouble(news.trouble);
  showHints(news.hints);
  showControls(news.controls);
  view.drafts = before;
  go(Number(person), key, thread ? Number(thread) : null);
  showTour(news.scenes);
}

/** Messages are shown together a moment later, so that a flood of them does not redraw the page for each. */
function arrived(news) {
  const known = world.chats.get(news.chat);
  const fresh = !known.messages.has(news.message.raw.message_id);
  known.messages.set(news.message.raw.message_id, news.message);
  if (fresh) count(news.chat, news.message.raw);
  if (fresh && news.chat === view.chat) view.typing = null;
  waiting.messages.push([news.chat, news.message, fresh]);
  waiting.timer ||= setTimeout(flush, 16);
}

function flush() {
  const here = waiting.messages.filter(([key]) => key === view.chat);
  [waiting.messages, waiting.timer] = [[], 0];
  if (here.length && !choosing()) {
    putAll(here.map(([, message]) => message));
    here.filter(([, message, fresh]) => fresh && !isMine(message.raw)).forEach(([, message]) => askedToReply(message));
    showTyped();
  }
  if (here.length) showHead();
  showSide();
}

function count(key, raw) {
  const thread = world.chats.get(key).about.forum ? threadOf(raw) : null;
  for (const persona of world.personas) {
    const where = place(persona.id, key, thread);
    const looking = where === place() && !document.hidden;
    if (looking || !persona.chats.includes(key) || raw.from?.id === persona.id) continue;
    view.unread.set(where, (view.unread.get(where) ?? 0) + 1);
  }
}

function acting(news) {
  if (news.chat !== view.chat || (chat().about.forum && (news.message_thread_id ?? 1) !== view.thread)) return;
  view.typing = news.action === "typing" ? "is typing …" : "is sending something …";
  showHead();
  clearTimeout(view.typingEnds);
  view.typingEnds = setTimeout(() => { view.typing = null; showHead(); }, 5000);
}

function changed(news) {
  if (news.chat === view.chat && view.thread && !news.about.topics.some(({ id }) => id === view.thread)) go(view.me, view.chat, null);
  else if (news.chat === view.chat) showHead();
  showSide();
}

function deleted(news) {
  world.chats.get(news.chat).messages.delete(news.message_id);
  if (news.chat === view.chat) takeAway(news.message_id);
  showSide();
}

const NEWS = {
  everything,
  message: arrived,
  chat: changed,
  answer: answered,
  action: acting,
  deletion: deleted,
  call: (news) => showCall(news.call),
  trouble: () => {},
  controls: (news) => showControls(news.controls),
};

function heard(event) {
  const news = JSON.parse(event.data);
  world.ahead = news.now * 1000 - Date.now();
  if (news.chat && !world.chats.has(news.chat)) return;
  if (news.about) world.chats.get(news.chat).about = news.about;
  if (news.trouble && news.kind !== "everything") showTrouble(news.trouble);
  NEWS[news.kind]?.(news);
  showClock();
}

function connect() {
  const source = new EventSource("/page/events");
  const offline = byId("offline");
  source.addEventListener("message", heard);
  source.addEventListener("open", () => { offline.hidden = true; });
  source.addEventListener("error", () => {
    offline.textContent = "The local Telegram cannot be reached; is it still running? Trying again.";
    offline.hidden = false;
    source.close(); // a browser by itself waits for seconds, and gives up after some answers
    setTimeout(connect, AGAIN);
  });
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden || !view.chat) return;
  view.unread.delete(place());
  showSide();
});
setInterval(showClock, 30_000);
setUp();
connect();
