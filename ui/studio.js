// The page's own behaviour: which thread the address names, and in which language it speaks.
const triptych = {
  open() {
    const url = new URL(location);
    let thread = url.searchParams.get("thread");
    if (!thread) {
      const bytes = crypto.getRandomValues(new Uint8Array(8));
      thread = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
      url.searchParams.set("thread", thread);
      history.replaceState(null, "", url);
    }
    return [thread, navigator.language];
  },
};
