"use strict";
// Where the figures come from, and how to get them again.
suanli.charts.origin = function(parent) {
  const s = suanli, o = s.data.origin;
  const list = s.element(parent, "dl", "origin");
  [["file", o.file], ["sha256", o.sha256], ["scenario_sha256", o.scenario_sha256],
    ["version", o.version ? "suanli " + o.version : ""], ["seed", o.seed], ["replications", o.replications],
    ["events", o.events ? s.number(+o.events) : ""], ["command", o.command]]
    .forEach((row) => {
      if (!row[1]) return;
      s.element(list, "dt", null, s.say("origin." + row[0]));
      s.element(list, "dd", null).append("bdi").text(row[1]);
    });
  const how = s.element(parent, "div", "again");
  s.element(how, "h3", null, s.say("origin.again"));
  s.element(how, "p", null, s.say("origin.again_note"));
  const save = how.append("button").attr("type", "button").text(s.say("origin.save"));
  save.on("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([o.scenario], {type: "text/plain"}));
    link.download = "scenario.cfg";
    link.click();
    URL.revokeObjectURL(link.href);
  });
  // The saved scenario has every -D in it; what is left of the command is what the results depend on.
  const rest =
    o.command.replace(/ (-D|--define) '?[^' ]*'?(?= |$)/g, "").replace(/^suanli (\w+)/, "suanli $1 scenario.cfg");
  const text = (/ --from /.test(o.command) ? o.command : rest + " -o again.h5") + "\n" +
    "suanli report again.h5 -o again.html\n" +
    "tail -c +513 " + (/^[\w.@-]+$/.test(o.file) ? o.file : "FILE.h5") + " | sha256sum";
  s.element(how, "pre", null, text);
};
