import { open } from 'node:fs/promises';

/** The text of a file or pipe; undefined for a folder, and for what has more bytes, such as a device without end. */
export const boundedText = async (path: string, bytes: number): Promise<string | undefined> => {
  const file = await open(path);
  try {
    const found = await file.stat();
    if (found.isDirectory() || found.size > bytes) return undefined;
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of file.createReadStream({ autoClose: false })) {
      parts.push(part as Buffer);
      size += (part as Buffer).length;
      if (size > bytes) return undefined;
    }
    return Buffer.concat(parts).toString('utf8');
  } finally {
    await file.close();
  }
};
