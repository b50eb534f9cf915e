// reports/format.ts
function formatTime(ms) {
  const tenths = Math.round(ms / 100);
  const hours = Math.floor(tenths / 36e3);
  const minutes = Math.floor(tenths % 36e3 / 600);
  const seconds = `${String(Math.floor(tenths % 600 / 10)).padStart(2, "0")}.${tenths % 10}`;
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}
function plural(count, noun, many = `${noun}s`) {
  return `${count} ${count === 1 ? noun : many}`;
}
function cut(text, width) {
  const line = text.replaceAll("\n", " ");
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}\u2026`;
}
function wrap(text, width) {
  const lines = [];
  let line = "";
  for (const word of text.trim().split(/\s+/).flatMap((long) => pieces(long, width))) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}
function pieces(word, width) {
  if (word.length <= width || width < 1) return [word];
  return [word.slice(0, width), ...pieces(word.slice(width), width)];
}
function wrapCommand(command, width) {
  const words = shellWords(command);
  const comment = words.findIndex((word) => word.startsWith("#"));
  const spoken = comment < 0 ? words : words.slice(0, comment);
  const lines = [];
  for (const word of spoken) {
    const line = lines.at(-1);
    if (line !== void 0 && line.length + 1 + word.length + " \\".length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(line === void 0 ? word : `  ${word}`);
  }
  const broken = lines.map((line, index) => index < lines.length - 1 ? `${line} \\` : line);
  if (comment < 0) return broken;
  const remark = words.slice(comment).join(" ").replace(/^#\s*/, "");
  return [...broken, ...wrap(remark, width - "# ".length).map((line) => `# ${line}`)];
}
function shellWords(command) {
  return command.match(/(?:'[^']*'|"[^"]*"|[^\s'"]|['"])+/g) ?? [];
}

export {
  formatTime,
  plural,
  cut,
  wrap,
  wrapCommand
};
