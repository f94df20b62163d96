import {createHash} from "node:crypto";
import {describe, expect, it} from "vitest";
import {drawnPage, finishPage, pageProblems} from "../../pipeline/publish/page.ts";

const framework = (body = "", head = "") => `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, maximum-scale=1">
<title>x</title>
${head}<script type="module">
import "./a.js";
</script>
</head>
<body>
<main id="observablehq-main" class="observablehq">
${body}</main>
</body>
</html>
`;
const run = {runId: "r1"};
const finished = (body: string) => finishPage(framework(body), "index.html", run);

describe("a finished page", () => {
  it("allows its own scripts by their hashes and nothing from anywhere else", () => {
    const html = finishPage(framework("", "<script>first()</script>\n"), "index.html", run);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    for (const script of ["first()", '\nimport "./a.js";\n']) {
      expect(policy).toContain(`'sha256-${createHash("sha256").update(script).digest("base64")}'`);
    }
    expect(policy).toMatch(/^default-src 'none'; script-src 'self' /);
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:/);
    expect(html.indexOf("Content-Security-Policy")).toBeLessThan(html.indexOf("<script"));
  });

  it("has a language, may be zoomed, and can be skipped into", () => {
    const html = finishPage(framework(), "index.html", run);
    expect(html).toContain(`<html lang="en">`);
    expect(html).toContain(`content="width=device-width, initial-scale=1"`);
    expect(html).toContain(`<a class="skip" href="#observablehq-main">`);
  });

  it("makes code that may scroll reachable by keyboard, and touches no script for it", () => {
    const html = finishPage(framework("<pre data-x><code>a</code></pre>", "<script>'<pre>'</script>\n"), "index.html", run);
    expect(html).toContain(`<pre tabindex="0" data-x>`);
    expect(html).toContain("<script>'<pre>'</script>");
  });

  it("asks for its data while its scripts load", () => {
    const html = finishPage(framework().replace(`import "./a.js";`, `import "./a.js";\nregisterFile("../data/marts/a.arrow", {"name":"../data/marts/a.arrow","path":"../_file/data/marts/a.1f.arrow","size":3});`), "index.html", run);
    expect(html).toContain(`<link rel="preload" as="fetch" crossorigin fetchpriority="low" href="../_file/data/marts/a.1f.arrow">\n<script type="module">`);
  });

  it("lets its cells take turns where it has components, and is shown as they are drawn", () => {
    const cell = `<div class="observablehq observablehq--block"><!--:0f:--></div>`;
    const head = `<link rel="modulepreload" href="./_import/components/bundle.0a1b.js">\n`;
    const html = finishPage(framework(cell, head).replace(`import "./a.js";`, `import {define} from "./client.js";\ndefine({});`), "index.html", run);
    expect(html).toContain(`import {define as defineCell} from "./client.js";\nimport {inTurns} from "./_import/components/bundle.0a1b.js";\nconst define = inTurns(defineCell);\ndefine({});`);
    expect(html).toContain(`<div class="observablehq observablehq--block to-draw"><!--:0f:--></div>`);
    expect(finished(cell)).toContain(cell);
  });

  it("shows a link to a page that is left out as text", () => {
    const body = `<a href="./pages/accounts?tier=1">Who</a> <a class="x" href="./pages/accounts-of-old">Old</a>`;
    const html = finishPage(framework(body), "index.html", {...run, left_out: ["/pages/accounts"]});
    expect(html).toContain(`\nWho <a class="x" href="./pages/accounts-of-old">Old</a>`);
  });

  it("is refused where Framework's page is not what it was", () => {
    expect(() => finishPage(framework().replace("maximum-scale=1", "x=1"), "pages/a.html", run)).toThrow("pages/a.html: Framework's page has 0 of content=");
  });
});

describe("what is wrong with a page", () => {
  it("is nothing where it is as it must be; links to other sites are no loads", () => {
    expect(pageProblems(finished(`<a href="https://www.r-project.org/">R</a>`), "index.html", run)).toEqual([]);
  });

  it.each([
    ["another run's page", () => pageProblems(finished(""), "index.html", {runId: "r2"}), "index.html: it does not carry run r2"],
    ["a cell that failed", () => pageProblems(finished(`<div class="observablehq--error">TypeError: x is not iterable</div>`), "index.html", run), "index.html: TypeError: x is not iterable"],
    ["a picture from elsewhere", () => pageProblems(finished(`<img alt="" src="//cdn.example/x.png">`), "index.html", run), "index.html: it would load //cdn.example/x.png"],
    ["a module from a network", () => pageProblems(`import{a}from"https://cdn.example/a.js"`, "_import/a.js", run), "_import/a.js: it imports https://cdn.example/a.js"],
    ["a module by npm:", () => pageProblems(`await import("npm:lodash")`, "_import/a.js", run), "_import/a.js: it imports npm:lodash"]
  ])("is named: %s", (_, problems, expected) => {
    expect(problems()).toEqual([expected]);
  });
});

describe("a page drawn ahead", () => {
  const place = (id: string) => `<div class="observablehq observablehq--block to-draw"><!--:${id}:--></div>`;

  it("has in each place what its cell shows, and nothing held back but what could not be drawn", () => {
    const page = drawnPage(`<h1>Q <observablehq-loading></observablehq-loading><!--:01:--></h1>${["02", "03", "04", "05"].map(place).join("")}`, {"01": "2025", "02": "<p>$& $1</p>", "03": "", "04": null});
    expect(page).toBe(`<h1>Q <observablehq-loading class="ahead">2025</observablehq-loading><!--:01:--></h1>`
      + `<div class="observablehq observablehq--block drawn"><observablehq-loading class="ahead"><p>$& $1</p></observablehq-loading><!--:02:--></div>`
      + `<div class="observablehq observablehq--block drawn"><!--:03:--></div><div class="observablehq observablehq--block"><!--:04:--></div>${place("05")}`);
  });

  it("lays out at once what is in sight, and large figures below later, in places about as high as they will be", () => {
    const ids = ["01", "02", "03", "04"], figure = `<section><table>${"<tr><td>1</td><td>2</td></tr>".repeat(40)}</table><svg height="100"></svg></section>`.repeat(2);
    const page = drawnPage(ids.map(place).join(""), {"01": figure, "02": figure, "03": "<p></p>", "04": figure});
    expect([...page.matchAll(/--block (drawn[^>]*)>/g)].map(([, attributes]) => attributes)).toEqual([
      `drawn"`, `drawn far later" style="contain-intrinsic-size: auto 3000px"`, `drawn"`, `drawn far later" style="contain-intrinsic-size: auto 3000px"`
    ]);
  });

  it("lays out later those tables of a large figure in sight that are not in sight themselves", () => {
    const table = `<div class="dim"><table>${"<tr><td>1</td><td>2</td></tr>".repeat(30)}</table></div>`;
    const page = drawnPage(place("01"), {"01": `<section><h2>Q</h2>${table}${table}<div class="dim"><table><tr></tr></table></div></section>`});
    expect([...page.matchAll(/<div class="(dim[^>]*)>/g)].map(([, attributes]) => attributes)).toEqual([
      `dim"`, `dim far later" style="contain-intrinsic-size: auto 980px"`, `dim"`
    ]);
  });

  it("says in its description what it asks and what it found, as text", () => {
    const of = (html: string) => /name="description" content="([^"]*)"/.exec(drawnPage(`<title>t</title><p>no</p><h1>Who? <observablehq-loading></observablehq-loading><!--:01:--></h1>${place("02")}`, {"01": "<span>Q4</span>", "02": html}))![1];
    expect(of('<p class="verdict verdict-yes"><svg><title>x</title></svg>Supported</p><p class="finding">A &lt; "B" <b class="nb">3 of 4</b>.</p><p class="finding">More.</p>')).toBe("Who? Q4 Supported. A &lt; &quot;B&quot; 3 of 4.");
    expect(of('<p class="finding" hidden></p><p>Other</p>')).toBe("Who? Q4");
  });

  it("asks for what its scripts will read while they load, with the addresses as texts", () => {
    const page = drawnPage(`<script type="module">x</script>`, {}, [`../_file/a.arrow?run="1&2`]);
    expect(page).toBe(`<link rel="preload" as="fetch" crossorigin fetchpriority="low" href="../_file/a.arrow?run=&quot;1&amp;2">\n<script type="module">x</script>`);
  });
});
