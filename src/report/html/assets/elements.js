// Elements of the page, and how new ones are made: text is only ever set as text.
const byId = (id) => document.getElementById(id);

// Makes an element with a class and children, which are elements or texts.
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

// Formats a probability, which is never 0 % or 100 %.
function percent(p) {
  return p < 0.01 ? "<1 %" : `${Math.min(99, Math.round(p * 100))} %`;
}

function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

