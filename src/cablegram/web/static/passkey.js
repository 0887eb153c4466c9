// Passkeys: the form asks the room for a question, the device answers it. Without this file there
// are other ways in.
// @ts-check
"use strict";

(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  /** @param {string} text in base64url */
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };

  /** @param {ArrayBuffer} buffer */
  const text = (buffer) => {
    const letters = [...new Uint8Array(buffer)].map((byte) => String.fromCharCode(byte)).join("");
    return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  /** @param {PublicKeyCredential} key */
  const answerOf = (key) => {
    const said = key.response;
    /** @type {Record<string, string>} */
    const response = { clientDataJSON: text(said.clientDataJSON) };
    if (said instanceof AuthenticatorAttestationResponse) {
      response.attestationObject = text(said.attestationObject);
    } else if (said instanceof AuthenticatorAssertionResponse) {
      response.authenticatorData = text(said.authenticatorData);
      response.signature = text(said.signature);
      if (said.userHandle) response.userHandle = text(said.userHandle);
    }
    const { id, type } = key;
    return JSON.stringify({ id, rawId: text(key.rawId), type, response });
  };

  /** @param {any} asked */
  const made = (asked) => navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: (asked.excludeCredentials || []).map(
        (/** @type {any} */ each) => ({ ...each, id: bytes(each.id) }),
      ),
    },
  });

  /** @param {any} asked */
  const signed = (asked) => navigator.credentials.get({
    publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: [] },
  });

  /** @param {HTMLFormElement} form */
  const ask = async (form) => {
    const typed = new URLSearchParams();
    new FormData(form).forEach((value, name) => {
      if (typeof value === "string") typed.set(name, value);
    });
    const answer = await fetch(form.action, {
      method: "POST",
      body: typed,
      headers: { accept: "application/json" },
    });
    if (!answer.ok) throw new Error("The room did not ask: is the password right?");
    const { options, secret } = await answer.json();
    const asked = JSON.parse(options);
    const key = await (form.dataset.passkey === "make" ? made(asked) : signed(asked));
    if (!(key instanceof PublicKeyCredential)) throw new Error("The device gave no key.");
    /** @param {string} name @param {string} value */
    const fill = (name, value) => {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = value;
    };
    fill("secret", secret);
    fill("answer", answerOf(key));
    form.submit();
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    if (!(form instanceof HTMLFormElement)) return;
    form.hidden = false;
    const said = form.querySelector("[data-said]");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (said) said.textContent = "Your device asks you …";
      ask(form).catch((error) => {
        const words = error instanceof DOMException ? "The device gave no key." : error.message;
        if (said) said.textContent = words;
      });
    });
  });
})();
