// Reads the workflow commands of GitHub Actions as its runner does: `::name key=value,…::message`, where
// `%25`, `%0D`, `%0A` stand for what would end a message, and `%3A`, `%2C` for what would end a value.
const NAMES = ["notice", "warning", "error"];
const KEYS = ["file", "line", "endLine", "col", "endColumn", "title"];
const MAX_OF_KIND = 10;

const message = (text) => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
const value = (text) => message(text.replaceAll("%3A", ":").replaceAll("%2C", ","));

/** Returns the commands, or what is wrong with the text. */
export function read(text) {
  const commands = [];
  const errors = [];
  for (const line of text.split(/\r\n|[\r\n]/)) {
    if (!line.includes("::")) continue;
    const found = /^::(\S+)(?: ([^:]*))?::(.*)$/.exec(line);
    if (!found) { errors.push(`not a command: ${line}`); continue; }
    const [, name, pairs = "", rest] = found;
    if (!NAMES.includes(name)) errors.push(`unknown command ${name}`);
    if (/%(?!25|0D|0A|3A|2C)/.test(pairs) || /%(?!25|0D|0A)/.test(rest)) errors.push(`unescaped %: ${line}`);
    const parts = pairs.split(",").map((pair) => /^([^=]+)=(.+)$/.exec(pair));
    const values = {};
    for (const part of parts) {
      if (!part || !KEYS.includes(part[1])) errors.push(`not a value of an annotation: ${pairs}`);
      else values[part[1]] = value(part[2]);
    }
    if (!/^[1-9]\d*$/.test(values.line ?? "")) errors.push(`no line: ${pairs}`);
    if (!values.file) errors.push(`no file: ${pairs}`);
    commands.push({ name, ...values, message: message(rest) });
  }
  for (const name of NAMES) {
    const count = commands.filter((command) => command.name === name).length;
    if (count > MAX_OF_KIND) errors.push(`${count} of ${name}; GitHub shows ${MAX_OF_KIND}`);
  }
  return { commands, errors };
}
