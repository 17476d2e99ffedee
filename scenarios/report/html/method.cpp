// How the numbers were made, under the headings of STRESS-DES (Monks et al., Journal of Simulation
// 13(1), 2019, doi:10.1080/17477778.2018.1442155), and what it takes to make them again.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "scenarios/report/format.h"
#include "scenarios/report/html/page.h"
#include "scenarios/report/html/sections.h"
#include "scenarios/report/html/svg.h"
#include "sim/results/writer.h"

namespace wardtwin::html {
namespace {

std::string counted(std::size_t n, const std::string& what) {
  if (n == 0) return "";
  return n == 1 && what.starts_with("devices ") ? "1 device" + what.substr(7) + "; "
                                                : fmt::format("{} {}; ", n, what);
}

std::string components(const Model& m) {
  std::string out =
      counted(m.units.size(), "units with " + std::to_string(m.building.beds.size()) + " beds");
  out += counted(m.building.rooms.size(), "rooms");
  std::map<std::string, std::size_t> classes;
  for (const auto& d : m.devices) ++classes[d.device_class];
  for (const auto& [name, n] : classes) out += counted(n, "devices of class " + name);
  out += counted(m.pathways.size(), "pathways") + counted(m.steps.size(), "steps");
  out += counted(m.resources.size(), "shared resources of staff, beds, rooms and equipment");
  out += counted(m.flows.size(), "flows of messages") +
         counted(m.access_points.size(), "access points");
  out += counted(m.gateways.size(), "gateways") + counted(m.ports.size(), "ports and links");
  out += counted(m.servers.size(), "servers");
  return out.empty() ? "none" : out.substr(0, out.size() - 2);
}

std::string entities(const Model& m) {
  std::string out;
  if (!m.units.empty() || !m.pathways.empty())
    out += "patients, who arrive, wait, lie in beds and leave; ";
  if (!m.devices.empty())
    out +=
        "messages, from the device that makes them to their server; alarms, from the onset of a "
        "condition to a nurse at the bedside; ";
  return out.empty() ? "messages; " : out;
}

std::string outputs(const Results& r) {
  std::string out;
  for (const Requirement& q : r.requirements) out += (out.empty() ? "" : "; ") + q.name;
  return out.empty() ? "Those of the sections above; no requirement is stated."
                     : out + ". Others: the sections above.";
}

std::string estimation(const Source& s) {
  const Results& r = s.results;
  std::string out = fmt::format(
      "{} independent replications{}. Means and time averages: Student t intervals over "
      "replications. "
      "Quantiles: order statistics of the pooled values with their effective number (Woodruff "
      "1952; Korn "
      "and Graubard 1998). Shares: Clopper-Pearson bounds with the effective number of trials. All "
      "at "
      "95 %. A requirement is met or not met when its whole interval is on one side of the limit, "
      "else "
      "not decided.",
      r.replications.size(),
      r.precision.empty() ? "" : ", added until the precision asked for was reached");
  return out;
}

std::string starts(const Source& s) {
  const std::string text = setting(s, "starts");
  return text.empty() ? "0:00" : text;
}

std::string row(const std::string& heading, const std::string& words) {
  return fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", escape(heading), escape(words));
}

}  // namespace

std::string setting(const Source& s, const std::string& key) {
  const std::string& text = s.results.run.scenario_text;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line(text.data() + at, end - at);
    if (line.starts_with(key + ": ")) {
      std::string value(line.substr(key.size() + 2));
      if (value.size() > 1 && value.front() == '"') value = value.substr(1, value.size() - 2);
      return value;
    }
    at = end + 1;
  }
  return "";
}

std::string clock_time(const Source& s, double minutes) {
  const auto total = static_cast<std::int64_t>(std::llround(minutes + s.results.run.starts_s / 60));
  const std::string clock = fmt::format("{:02}:{:02}", total % 1440 / 60, total % 60);
  const std::int64_t day = total / 1440;
  return day == 0 || s.all.simulated_s < 86400 * s.replications() * 1.5
             ? clock
             : fmt::format("d{} {}", day, clock);
}

// Longer than others: it is one list.
std::string method(const Source& s) {
  const Results& r = s.results;
  const Model& m = r.model;
  const double each = s.all.simulated_s / s.replications();
  const std::string chosen =
      r.run.warm_up_chosen.empty() ? "" : "; chosen: " + r.run.warm_up_chosen;
  std::string rows =
      row("1.1 Purpose", r.run.question.empty()
                             ? "The scenario states no question; 'question:' in it fills this line."
                             : r.run.question) +
      row("1.2 Model outputs", outputs(r)) +
      row("1.3 Experimentation aims",
          r.requirements.empty()
              ? "To describe the hospital of this scenario."
              : "To decide each requirement of the scenario with 95 % confidence.") +
      row("2.1 Base model overview",
          "Data travels from patient over device, radio, gateway, backbone and "
          "platform to the alarm and the nurse; the sections above stand in that order.") +
      row("2.2 Base model logic",
          "Events on one clock; every part is changed by events only. Each model's "
          "header in the source says what it leaves out and which test checks it.") +
      row("2.3 Scenario logic",
          fmt::format("{} as written below; other designs are compared above where "
                      "several files were given.",
                      r.run.scenario_name)) +
      row("2.4 Algorithms",
          "Random variates by inversion or exact sampling; simultaneous events in an "
          "order that depends on the model alone; common random numbers across designs.") +
      row("2.5.1 Entities", entities(m) + "see 2.5.3 for their numbers") +
      row("2.5.2 Activities",
          m.steps.empty() ? "stays in beds, nursing work and answers, transmissions, processing"
                          : fmt::format("the {} steps of the pathways", m.steps.size())) +
      row("2.5.3 Resources", components(m)) +
      row("2.5.4 Queues",
          "for beds and resources by priority and time of asking; in radios, gateways, ports and "
          "servers as the scenario's settings say") +
      row("2.5.5 Entry and exit points",
          "arrivals by the hourly profiles or schedules of the scenario; patients "
          "leave, die, give up or are turned away; messages end at a server or are lost "
          "with a cause");
  rows += row("3.1 Data sources",
              "each default and its source: wardtwin explain; other values: those who "
              "wrote the scenario") +
          row("3.2 Pre-processing", "none; values are used as written") +
          row("3.3 Input parameters", "the scenario as run, with every default, below") +
          row("3.4 Assumptions",
              "marked as assumed in wardtwin explain; warnings of models used outside their "
              "range: " +
                  std::to_string(s.all.warnings.size()) + ", listed below") +
          row("4.1 Initialisation",
              fmt::format("starts at {} o'clock; {}", starts(s),
                          r.run.warm_up_s > 0 ? "the first " + report::duration(r.run.warm_up_s) +
                                                    " are warm-up and not counted" + chosen
                                              : "no warm-up: all of the run is counted" + chosen)) +
          row("4.2 Run length", report::duration(each) + " each, warm-up included") +
          row("4.3 Estimation approach", estimation(s)) +
          row("5.1 Software", r.run.program + ", C++20") +
          row("5.2 Random sampling",
              fmt::format("Philox counter-based streams for each seed, replication, "
                          "entity and purpose; seed {}, replications {} to {}",
                          r.run.seed, r.run.first, r.run.first + r.replications.size() - 1)) +
          row("5.3 Model execution", fmt::format("{} events, {} of wall time",
                                                 report::count(static_cast<double>(s.all.events)),
                                                 report::duration(r.run.wall_s))) +
          row("5.4 System", r.run.machine.empty()
                                ? "not on record: the file was written as reproducible"
                                : r.run.machine) +
          row("6.1 Code access",
              "wardtwin bundle makes a folder with scenario, results and the command that "
              "makes them again");
  return "<div class=\"wide\"><table class=\"plain\">\n<caption>STRESS-DES: Monks et al. (2019), "
         "doi:10.1080/17477778.2018.1442155</caption>\n"
         "<thead><tr><th>heading</th><th>this run</th></tr></thead>\n" +
         rows + "</table></div>\n";
}

std::string provenance(const Source& s) {
  const Results& r = s.results;
  std::string rows =
      row("input hash (FNV-1a of the scenario as run)",
          fmt::format("{:016x}", results::fnv1a64(r.run.scenario_text))) +
      row("event hash, all replications", fmt::format("{:016x}", s.all.event_hash)) +
      row("seed", std::to_string(r.run.seed)) +
      row("replications", fmt::format("{} of {} asked for, from number {}", r.replications.size(),
                                      r.run.replications, r.run.first)) +
      row("program", r.run.program) + row("written", r.run.created_utc) +
      row("machine", r.run.machine.empty() ? "left out" : r.run.machine) +
      row("wall time", report::duration(r.run.wall_s)) +
      row("largest memory of a replication",
          s.all.peak_memory_bytes == 0
              ? "left out"
              : fmt::format("{:.0f} MiB", static_cast<double>(s.all.peak_memory_bytes) / 1048576));
  std::string out = "<div class=\"wide\"><table class=\"plain\">\n<caption>Origin</caption>\n" +
                    rows + "</table></div>\n";
  Table warnings({"model", "what to check before trusting", "times", "first at"});
  warnings.words();
  for (const Warning& w : s.all.warnings)
    warnings.row({w.model, w.text, report::count(static_cast<double>(w.count)),
                  report::duration(seconds(w.first_at))});
  out += warnings.empty() ? paragraph("No model was used outside its stated range.")
                          : warnings.markup("Warnings");
  return out + "<details>\n<summary>The scenario as run, defaults filled in</summary>\n<pre>" +
         escape(r.run.scenario_text) + "</pre>\n</details>\n";
}

}  // namespace wardtwin::html
