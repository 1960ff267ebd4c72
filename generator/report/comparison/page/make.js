// Elements with texts in them: whatever data holds is never markup.
export const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== '') element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== undefined && child !== ''));
  return element;
};

export const counted = (number, noun) => `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;

export const data = JSON.parse(document.getElementById('data').textContent);

// What of the page is chosen. An entry is its index; those in `toggled` are not as they are at first.
export const state = { beside: false, all: false, toggled: new Set(), current: -1 };
