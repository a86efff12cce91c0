/**
 * Makes old look like fresh, changing only what differs: an element that stays what it was keeps
 * the focus and the place it is scrolled to.
 */
export function morph(old: Element, fresh: Element): void {
  attributes(old, fresh);
  const were = [...old.childNodes];
  const are = [...fresh.childNodes];
  are.forEach((next, at) => {
    const was = were[at];
    if (!was) old.append(document.importNode(next, true));
    else if (was instanceof Element && next instanceof Element && was.tagName === next.tagName) morph(was, next);
    else if (was.nodeType === Node.TEXT_NODE && next.nodeType === Node.TEXT_NODE) {
      if (was.nodeValue !== next.nodeValue) was.nodeValue = next.nodeValue;
    } else was.replaceWith(document.importNode(next, true));
  });
  were.slice(are.length).forEach((gone) => gone.remove());
}

function attributes(old: Element, fresh: Element): void {
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  }
}
