import {emphasised, h} from "./dom.js";

/** What is shown where there is nothing to draw: what is missing, the YAML that adds it, and where it is explained. */
export function empty(
  missing: string, {remedy = null, yaml = null, href = null, link = "How, with an example"}: {
    readonly remedy?: string | null;
    /** The lines of fitproof.yaml that would add it. */
    readonly yaml?: string | null;
    readonly href?: string | null;
    readonly link?: string;
  } = {}
): HTMLElement {
  return h("div", {class: "empty"},
    h("p", {}, h("b", {}, missing)),
    remedy && h("p", {}, ...emphasised(remedy)),
    yaml && h("pre", {tabindex: 0}, h("code", {}, ...yamlLines(yaml))),
    href && h("p", {}, h("a", {href}, link)));
}

/** Lines that wrap on a narrow screen go on further in than they begin: what they hold is not taken for keys of its own. */
function yamlLines(yaml: string): HTMLElement[] {
  const lines = yaml.split("\n");
  return lines.map((line, i) => h("span", {class: "line", style: `--in: ${line.search(/\S|$/) + 4}ch`}, i < lines.length - 1 ? `${line}\n` : line));
}
