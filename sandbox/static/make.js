// Elements. What people and bots write only ever becomes text nodes, so there is nothing to escape.

export const byId = (id) => document.getElementById(id);

/** Make an element; attributes that are functions become listeners, strings among the children text. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

export const button = (label, click, attributes = {}) => make("button", { type: "button", click, ...attributes }, label);

/** One of the drawings that stand at the beginning of the page. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A small sentence that goes by itself. */
export function notice(sentence, more = []) {
  byId("notice").replaceChildren(sentence, ...more);
  clearTimeout(notice.ends);
  notice.ends = setTimeout(() => byId("notice").replaceChildren(), 7000);
}
