// Header text: a text of any language as a header's value, which fetch takes in ASCII alone.
// Knows the form that Rota reads (RFC 8187 without a language: UTF-8'' and percent escapes); refuses to know what it says.

/** @returns {string} the text itself where it is plain ASCII */
export const headerText = (text) =>
  /^[\x20-\x7e]*$/.test(text) && !/^utf-8''/i.test(text) ? text : `UTF-8''${encodeURIComponent(text)}`;

/** A password however it was typed: keyboards compose characters in one of two ways (RFC 8265, 4.2.2: NFC is compared). */
export const passwordText = (text) => text.normalize("NFC");
