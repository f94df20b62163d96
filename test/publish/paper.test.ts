import {JSDOM} from "jsdom";
import {describe, expect, it} from "vitest";
import {htmlOf, paper} from "../../pipeline/publish/paper.js";

const element = (tag: string, attributes: Readonly<Record<string, string>> = {}, ...children: unknown[]) => {
  const made = paper.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

describe("what is drawn on paper", () => {
  it("is text wherever it comes from outside: a parser finds the same texts and attributes again", () => {
    const texts = [`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "&lt;b&gt; & \u00a0", "</bdi><!--:0f:-->", "${x} {{y}} '"];
    for (const text of texts) {
      const {window: {document}} = new JSDOM(htmlOf(element("p", {title: text}, text, element("b", {}, text))));
      const found = document.querySelector("p")!;
      expect(found.getAttribute("title")).toBe(text);
      expect(found.firstChild!.nodeValue).toBe(text);
      expect(document.querySelectorAll("body *")).toHaveLength(2);
    }
  });

  it("keeps the first line break of code, closes no void element, and writes an empty attribute as its name", () => {
    expect(htmlOf(element("pre", {}, "\nselect"))).toBe("<pre>\n\nselect</pre>");
    expect(htmlOf(element("td", {hidden: ""}, element("br"), element("input", {value: "a"})))).toBe(`<td hidden><br><input value="a"></td>`);
  });

  it("is a document as far as components ask: children, classes, what is hidden", () => {
    const list = element("ul", {class: "a"}, element("li", {}, "one"), "two");
    list.classList.add("b");
    list.classList.remove("a");
    list.hidden = true;
    const [first] = list.childNodes;
    list.append(first!);
    expect(htmlOf(list)).toBe(`<ul class="b" hidden>two<li>one</li></ul>`);
    list.hidden = false;
    first!.remove();
    list.replaceChildren("none");
    expect(htmlOf(list)).toBe(`<ul class="b">none</ul>`);
    expect(list.querySelector("li")).toBeNull();
    list.append(first!, "last");
    first!.replaceWith(element("li", {}, "two"), "three");
    expect(htmlOf(list)).toBe(`<ul class="b">none<li>two</li>threelast</ul>`);
    const field = Object.assign(element("input", {value: "a"}), {value: "b"});
    expect([field.value, htmlOf(field)]).toEqual(["b", `<input value="a">`]);
  });

  it("is nothing where a cell displays no drawing, and a text where it displays one", () => {
    expect(htmlOf(undefined)).toBe("");
    expect(htmlOf("a < b")).toBe("a &lt; b");
    expect(htmlOf([element("i"), "x"])).toBe("<i></i>x");
  });
});
