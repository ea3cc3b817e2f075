/** Lets styles made by scripts pass the content security policy: not all of antd's parts hand the nonce on. */
const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce;
const make = document.createElement;

if (nonce) {
  document.createElement = function (this: Document, tag: string, options?: ElementCreationOptions): HTMLElement {
    const made = make.call(this, tag, options);
    if (made instanceof HTMLStyleElement) made.nonce = nonce;
    return made;
  } as typeof document.createElement;
}
