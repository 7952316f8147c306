// Suggestions above the writing field: a bot's commands, and what a bot offers inline.

import { byId, make, notice } from "./make.js";
import { botNamed, order, view, place } from "./world.js";
import { send, words, write } from "./composer.js";
import { go } from "./going.js";

const list = byId("offers");
const state = { chosen: -1, acts: [], asked: 0, timer: 0 };

export function closeOffers() {
  clearTimeout(state.timer);
  state.asked += 1;
  [state.acts, state.chosen] = [[], -1];
  list.hidden = true;
  list.replaceChildren();
  words.removeAttribute("aria-activedescendant");
  byId("offers-count").textContent = "";
}

/** Offer what fits the words so far. */
export function offer(text) {
  const inline = /^@(\w+)\s([^]*)$/.exec(text);
  const bot = inline && botNamed(inline[1]);
  closeOffers();
  if (bot) state.timer = setTimeout(() => inlineOffers(bot, inline[2]), 250);
  else if (/^\/[\w@]*$/.test(text)) commandOffers(text);
}

/** Begin to ask a bot inline. */
export function lookUp(bot, query) {
  write(`@${bot.username} ${query}`);
  offer(words.value);
}

async function commandOffers(text) {
  const asked = state.asked;
  const told = await order("offers");
  if (!told || asked !== state.asked) return;
  const fits = told.commands.filter(({ command }) => command.startsWith(text.toLowerCase()));
  show(fits.map(({ command, description }) => ({ title: command, below: description, fill: `${command} `, act: () => { words.value = command; send(); } })));
}

async function inlineOffers(bot, query) {
  const [asked, at] = [state.asked, place()];
  const told = await order("inline", { bot: bot.username, query });
  if (!told || asked !== state.asked || at !== place()) return;
  const choose = (result) => () => {
    write("");
    closeOffers();
    order("choose", { bot: bot.username, query, question: told.question, result: String(result.id) });
  };
  const results = told.results.map((one) => ({ title: one.title ?? one.type, below: one.description ?? "", act: choose(one) }));
  show([...ofButton(bot, told.button), ...results]);
  if (!results.length && !told.button) notice(`@${bot.username} offers nothing for this.`);
}

function ofButton(bot, given) {
  if (!given?.start_parameter) return [];
  const act = () => {
    go(view.me, `${bot.id}:${view.me}`);
    order("start", { bot: bot.username, payload: given.start_parameter });
  };
  return [{ title: given.text, below: "Opens the private chat", act }];
}

function show(offers) {
  state.acts = offers;
  list.replaceChildren(...offers.map((one, number) => make("li", { role: "option", id: `offer${number}`, "aria-selected": "false",
    mousedown: (event) => event.preventDefault(), click: () => one.act() }, make("strong", {}, one.title), make("span", {}, one.below))));
  list.hidden = !offers.length;
  byId("offers-count").textContent = offers.length ? `${offers.length} suggestions` : "";
  if (offers.length) mark(0);
}

function mark(number) {
  state.chosen = (number + state.acts.length) % state.acts.length;
  [...list.children].forEach((one, index) => one.setAttribute("aria-selected", String(index === state.chosen)));
  words.setAttribute("aria-activedescendant", `offer${state.chosen}`);
  list.children[state.chosen].scrollIntoView({ block: "nearest" });
}

/** Whether a key was for the list. */
export function offerKey(event) {
  if (list.hidden || event.isComposing) return false;
  const one = state.acts[state.chosen];
  const acts = {
    ArrowDown: () => mark(state.chosen + 1), ArrowUp: () => mark(state.chosen - 1), Escape: closeOffers,
    Enter: () => one.act(), Tab: one.fill && !event.shiftKey ? () => { write(one.fill); closeOffers(); } : undefined,
  };
  if (event.shiftKey || event.altKey || !acts[event.key]) return false;
  event.preventDefault();
  acts[event.key]();
  return true;
}
