import { useEffect, useRef } from 'react';

export interface DownloadedFile {
  readonly name: string;
  readonly type: string;
  readonly content: string;
}

/** Hands a file that an action has answered to the browser, once. It goes from memory to the merchant's disk: no address holds it. */
export function useDownload(file: DownloadedFile | null | undefined): void {
  const given = useRef<DownloadedFile | null>(null);
  useEffect(() => {
    if (!file || given.current === file) return;
    given.current = file;
    const address = URL.createObjectURL(new Blob([file.content], { type: `${file.type};charset=utf-8` }));
    const link = document.createElement('a');
    link.href = address;
    link.download = file.name;
    link.click();
    URL.revokeObjectURL(address);
  }, [file]);
}
