// As much of a document as the components (src/components) need to draw on where there is no browser: elements, attributes and texts, written as HTML.
// Nobody acts on it, so what listens is not kept.

const VOID = new Set(["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"]);

class PaperNode {
  /** @type {PaperElement | null} */
  parentNode = null;

  remove() {
    if (!this.parentNode) return;
    this.parentNode.childNodes.splice(this.parentNode.childNodes.indexOf(this), 1);
    this.parentNode = null;
  }
  replaceWith(...nodes) {
    const parent = this.parentNode;
    if (!parent) return;
    const after = parent.childNodes.slice(parent.childNodes.indexOf(this) + 1);
    this.remove();
    parent.append(...nodes, ...after);
  }
}

class PaperText extends PaperNode {
  nodeType = 3;

  /** @param {string} data */
  constructor(data) {
    super();
    this.data = data;
  }

  get textContent() {
    return this.data;
  }

  html() {
    return this.data.replace(/[&<>\u00a0]/g, (c) => ESCAPES[c]);
  }
}

class PaperElement extends PaperNode {
  nodeType = 1;
  attributes = new Map();
  /** @type {PaperNode[]} */
  childNodes = [];
  ownerDocument = paper;
  /** As a reader's choice: kept, not written. @type {string | undefined} */
  #value;

  /** @param {string} tag */
  constructor(tag) {
    super();
    this.localName = tag;
  }

  get tagName() {
    return this.localName.toUpperCase();
  }
  get children() {
    return this.childNodes.filter((node) => node.nodeType === 1);
  }
  get firstChild() {
    return this.childNodes[0] ?? null;
  }
  get textContent() {
    return this.childNodes.map((node) => node.textContent).join("");
  }
  set textContent(text) {
    this.replaceChildren(text);
  }
  get hidden() {
    return this.hasAttribute("hidden");
  }
  set hidden(isHidden) {
    this.toggleAttribute("hidden", isHidden);
  }
  get tabIndex() {
    return Number(this.getAttribute("tabindex") ?? -1);
  }
  set tabIndex(index) {
    this.setAttribute("tabindex", index);
  }
  get value() {
    return this.#value ?? this.getAttribute("value") ?? "";
  }
  set value(value) {
    this.#value = value;
  }
  get className() {
    return this.getAttribute("class") ?? "";
  }
  set className(names) {
    this.setAttribute("class", names);
  }
  get classList() {
    const names = new Set(this.className.split(/\s+/).filter(Boolean));
    const changed = (change) => {
      change();
      this.className = [...names].join(" ");
    };
    return {
      contains: (name) => names.has(name),
      add: (...added) => changed(() => added.forEach((name) => names.add(name))),
      remove: (...removed) => changed(() => removed.forEach((name) => names.delete(name)))
    };
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }
  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }
  hasAttribute(name) {
    return this.attributes.has(name);
  }
  removeAttribute(name) {
    this.attributes.delete(name);
  }
  toggleAttribute(name, isSet) {
    if (isSet) this.attributes.set(name, "");
    else this.attributes.delete(name);
  }
  hasChildNodes() {
    return this.childNodes.length > 0;
  }
  append(...nodes) {
    for (const child of nodes) {
      const node = child instanceof PaperNode ? child : new PaperText(String(child));
      node.remove();
      node.parentNode = this;
      this.childNodes.push(node);
    }
  }
  replaceChildren(...nodes) {
    for (const node of this.childNodes) node.parentNode = null;
    this.childNodes = [];
    this.append(...nodes);
  }
  /** @param {string} tag the name of an element: more is not asked for while drawing */
  matches(tag) {
    return this.localName === tag;
  }
  querySelector(tag) {
    for (const child of this.children) {
      const found = child.matches(tag) ? child : child.querySelector(tag);
      if (found) return found;
    }
    return null;
  }
  addEventListener() {}

  html() {
    const attributes = [...this.attributes].map(([name, value]) => (value === "" ? ` ${name}` : ` ${name}="${value.replace(/[&"\u00a0]/g, (c) => ESCAPES[c])}"`)).join("");
    const start = `<${this.localName}${attributes}>`;
    if (VOID.has(this.localName)) return start;
    // A parser takes the first line break in a pre away.
    const first = this.localName === "pre" && this.textContent.startsWith("\n") ? "\n" : "";
    return `${start}${first}${this.childNodes.map((node) => node.html()).join("")}</${this.localName}>`;
  }
}

const ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\u00a0": "&nbsp;"};

export const paper = {
  createElement: (tag) => new PaperElement(tag),
  createElementNS: (_, tag) => new PaperElement(tag),
  createTextNode: (text) => new PaperText(text)
};

/** What a cell displays, as HTML; null where it is not something drawn. */
export function htmlOf(value) {
  if (value instanceof PaperNode) return value.html();
  if (Array.isArray(value)) return value.map(htmlOf).join("");
  return typeof value === "string" || typeof value === "number" ? new PaperText(String(value)).html() : "";
}
