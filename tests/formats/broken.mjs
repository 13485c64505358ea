// One input for each validator that it must refuse, so that a validator that accepts everything shows.
// A row turns a good file into a bad one.
const edited = (edit) => (text) => { const value = JSON.parse(text); edit(value); return JSON.stringify(value); };

export const BROKEN = {
  "SARIF by its schema": edited((log) => { log.runs[0].results[0].level = "fatal"; }),
  // Code scanning refuses the whole file for one result without a place.
  "SARIF by sarif-multitool, with the rules of code scanning": edited((log) => { log.runs[0].results[0].locations = []; }),
  "JUnit by Jenkins' schema": (text) => text.replace(/<testcase name="[^"]*"/, "<testcase"),
  "JUnit by junitparser": (text) => text.replace(/failures="\d+"/, 'failures="99"'),
  "rdjson by rdformat-validator": edited((document) => { delete document.diagnostics[0].location.path; }),
  "GitLab's report by a schema": edited((issues) => { delete issues[0].location.lines.begin; }),
  "GitHub's commands by their grammar": (text) => text.replace(/,title=/, ",100%title="),
  "Checkstyle's report by a schema": (text) => text.replace(/severity="\w+"/, 'severity="fatal"'),
  "Markdown by marked": (text) => text.replace(/ \|\n$/, " <b>bold</b> |\n"),
  "HTML by the Nu checker": (text) => text.replace("</h1>", "</h2>"),
  "DOT by Graphviz": (text) => text.replace('"];', "];"),
  "Mermaid by its parser": (text) => text.replace('"]\n', "\n"),
};
