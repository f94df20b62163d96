/** A node as far as components ask of it (paper.js). */
export interface PaperNode {
  readonly childNodes: readonly PaperNode[];
  readonly classList: {contains(name: string): boolean; add(...names: string[]): void; remove(...names: string[]): void};
  hidden: boolean;
  setAttribute(name: string, value: string): void;
  append(...nodes: unknown[]): void;
  replaceChildren(...nodes: unknown[]): void;
  replaceWith(...nodes: unknown[]): void;
  remove(): void;
  querySelector(tag: string): PaperNode | null;
}

export const paper: {createElement(tag: string): PaperNode; createElementNS(namespace: string, tag: string): PaperNode; createTextNode(text: string): PaperNode};
export function htmlOf(value: unknown): string;
