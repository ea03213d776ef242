/** Uploading a document with its progress; `fetch` cannot report how much of a body has left yet. */
import type { Document } from "./shapes";
import { Unreachable, answerOf, writeHeaders } from "./request";

export interface Upload {
  readonly finished: Promise<Document>;
  readonly cancel: () => void;
}

/** The upload was called off by the person; nothing of it is kept. */
export class Cancelled extends Error {}

/** Starts an upload; `onProgress` hears the share that has left, from 0 to 1. */
export function uploadDocument(
  contractId: string,
  file: File,
  onProgress: (share: number) => void,
  password?: string,
): Upload {
  const transfer = new XMLHttpRequest();
  const form = new FormData();
  form.set("file", file);
  if (password !== undefined) form.set("password", password);
  const finished = new Promise<Document>((resolve, reject) => {
    transfer.upload.onprogress = ({ loaded, total }) => {
      onProgress(total === 0 ? 1 : loaded / total);
    };
    transfer.onabort = () => {
      reject(new Cancelled());
    };
    transfer.onerror = () => {
      reject(new Unreachable());
    };
    transfer.onload = () => {
      try {
        resolve(answerOf<Document>(transfer.status, transfer.responseText));
      } catch (refusal) {
        reject(refusal instanceof Error ? refusal : new Unreachable());
      }
    };
  });
  transfer.open("POST", `/contracts/${contractId}/documents`);
  for (const [name, value] of Object.entries(writeHeaders())) transfer.setRequestHeader(name, value);
  transfer.send(form);
  return {
    finished,
    cancel: () => {
      transfer.abort();
    },
  };
}
