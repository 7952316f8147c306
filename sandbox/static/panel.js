// Behind the scenes: every call of the Bot API, and trouble on demand.

import { button, byId, make } from "./make.js";
import { order, shownTime } from "./world.js";

const MOST_CALLS = 200;
const methods = new Set();

export function showCall(call) {
  const time = shownTime(new Date(call.at * 1000), { timeStyle: "medium" });
  const outcome = call.fault ? `${call.ok ? "done, but " : ""}trouble: ${call.fault}` : call.ok ? "" : `${call.code} ${call.description}`;
  const about = call.params.text ?? call.params.caption ?? call.params.name ?? call.params.action ?? "";
  const head = make("summary", {}, make("span", { class: "call-line" }, make("code", {}, call.method), make("time", {}, time)),
    ...(about ? [make("span", { class: "call-about" }, String(about))] : []), ...(outcome ? [make("strong", { class: "outcome" }, outcome)] : []));
  const facts = { asked: call.params, ...(call.ignored.length ? { ignored: call.ignored } : {}), answered: call.ok ? call.result : `${call.code} ${call.description}` };
  const details = make("details", {}, head);
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(make("pre", { tabindex: "0", "aria-label": `${call.method}: asked and answered` }, JSON.stringify(facts, null, 1)));
  });
  const line = make("li", { class: outcome ? "refused" : "", "data-words": `${call.method} ${JSON.stringify(facts)} ${outcome}`.toLowerCase() }, details);
  line.hidden = !fits(line);
  byId("calls").prepend(line);
  byId("calls-none").hidden = true;
  while (byId("calls").childElementCount > MOST_CALLS) byId("calls").lastElementChild.remove();
  learnMethod(call.method);
}

function fits(line) {
  const wanted = byId("filter").value.trim().toLowerCase();
  return (!byId("refused").checked || line.classList.contains("refused")) && line.dataset.words.includes(wanted);
}

function filter() {
  for (const line of byId("calls").children) line.hidden = !fits(line);
}

/** What was called can be chosen for trouble. */
function learnMethod(method) {
  if (methods.has(method)) return;
  methods.add(method);
  byId("fault").elements.method.append(make("option", { value: method }, `${method} only`));
}

export function showTrouble({ faults, strict }) {
  const going = faults.filter(({ over }) => !over);
  byId("trouble-count").textContent = going.length ? ` (${going.length} in force)` : "";
  byId("limits").checked = strict;
  byId("faults").replaceChildren(...going.map((fault) => make("li", {},
    make("span", {}, `${fault.name}, ${fault.method === "*" ? "every call" : fault.method}, ${fault.times === null ? `hit ${fault.hits} so far` : "once"}`),
    button("End", () => order("calm", { number: fault.number }), { class: "plain", "aria-label": `End ${fault.name} of ${fault.method}` }))));
}

byId("filter").addEventListener("input", filter);
byId("refused").addEventListener("change", filter);
byId("fault").addEventListener("submit", (event) => {
  event.preventDefault();
  const { kind, method, times } = event.target.elements;
  order("trouble", { kind: kind.value, method: method.value, once: times.value === "once" });
});
byId("calm").addEventListener("click", () => order("trouble", { kind: "" }));
byId("limits").addEventListener("change", (event) => order("limits", { strict: event.target.checked }));
for (const one of document.querySelectorAll("[data-disturb]")) one.addEventListener("click", () => order("disturb", { how: one.dataset.disturb }));
