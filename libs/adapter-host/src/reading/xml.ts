import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { FileRefusal } from './refusal.js';

export type Attributes = Readonly<Record<string, string>>;

/** What a reader of one part listens to. Names come without their prefix. */
export interface XmlListener {
  open?(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Streams one XML part to `listener`; yields after each piece, so that the caller can hand on what was gathered.
 * A document type is refused: no entity of a file is ever looked up.
 */
export async function* readXml(bytes: AsyncIterable<Uint8Array>, listener: XmlListener): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const fail = (): never => {
    throw new FileRefusal('E-FILE-BROKEN', '内部 XML 不合规范');
  };
  parser.on('doctype', fail);
  parser.on('error', fail);
  if (listener.open) {
    const { open } = listener;
    parser.on('opentag', (tag: SaxesTagPlain) => open.call(listener, local(tag.name), tag.attributes));
  }
  if (listener.close) {
    const { close } = listener;
    parser.on('closetag', (tag: SaxesTagPlain) => close.call(listener, local(tag.name)));
  }
  if (listener.text) {
    const { text } = listener;
    parser.on('text', (value) => text.call(listener, value));
    parser.on('cdata', (value) => text.call(listener, value));
  }
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(chunk[0] === 0xff && chunk[1] === 0xfe ? 'utf-16le' : 'utf-8');
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.close();
  yield;
}

/** Attribute by local name: `r:id` and `d3p1:id` are both `id`. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  if (name in attributes) return attributes[name];
  const key = Object.keys(attributes).find((each) => local(each) === name);
  return key === undefined ? undefined : attributes[key];
}

/** Runs a whole part through `listener`. */
export async function scanXml(bytes: AsyncIterable<Uint8Array>, listener: XmlListener): Promise<void> {
  for await (const _ of readXml(bytes, listener));
}
