#include "scenarios/compiler/class_text.h"

#include <fmt/format.h>

#include "scenarios/compiler/binding.h"
#include "scenarios/compiler/catalogue_text.h"
#include "scenarios/compiler/compile.h"
#include "scenarios/compiler/document.h"
#include "scenarios/compiler/quantity.h"
#include "scenarios/compiler/tables.h"

namespace wardtwin::compiler {
namespace {

std::string stream_line(const std::string& name, const devices::StreamDef& s) {
  std::string pace = s.pattern == flow::Pattern::on_event
                         ? std::string("when something happens")
                         : fmt::format("{} every {}", word_of(s.pattern), write_time(s.period));
  if (s.jitter > Time{0}) pace += fmt::format(" + up to {}", write_time(s.jitter));
  return fmt::format("    {}: {} B {}, as {}{}{}{}\n", name, s.payload, pace, word_of(s.traffic),
                     s.when == devices::When::always ? ", always" : "",
                     s.downlink ? ", to the device" : "",
                     s.source.empty() ? "" : fmt::format(" ({})", s.source));
}

std::string alarm_line(const std::string& name, const devices::AlarmRuleDef& a) {
  std::string when;
  switch (a.trigger) {
    case flow::Trigger::events: when = fmt::format("{} an hour", a.per_hour); break;
    case flow::Trigger::battery: when = fmt::format("battery below {} %", 100 * a.limit); break;
    default:
      when = fmt::format("{} {} {}", word_of(a.sign), word_of(a.trigger), a.limit);
      if (a.delay > Time{0}) when += fmt::format(" for {}", write_time(a.delay));
  }
  return fmt::format("    {}: {}, {}, {:.3g} % sound{}\n", name, word_of(a.kind), when,
                     100 * a.audible_share, a.source.empty() ? "" : fmt::format(" ({})", a.source));
}

std::string battery_text(const devices::BatteryDef& b) {
  if (b.capacity <= 0) return "";
  std::string out = fmt::format("  Battery: {} Wh", b.capacity);
  if (b.drain > 0) out += fmt::format(" at {} W lasts {:.3g} h", b.drain, b.capacity / b.drain);
  if (b.baseline)
    out += fmt::format("{}{} W without its radio, whose power a run finds",
                       b.drain > 0 ? "; of that, " : " at ", *b.baseline);
  return out + ".\n";
}

}  // namespace

const devices::Classes& built_in_classes() {
  static const devices::Classes classes = [] {
    Context context;
    const Document d =
        load_text(std::string(catalogue_text()), "devices/catalogue.yaml", {}, context);
    devices::Classes all;
    for (const Entry& e : d.root.entries) read_into(e.value, all[e.key], context);
    context.stop_if_wrong();
    return all;
  }();
  return classes;
}

std::string class_text(const devices::DeviceClassDef& def) {
  std::string links;
  for (const devices::Link l : def.links)
    links += fmt::format("{}{}", links.empty() ? "" : ", ", word_of(l));
  std::string out = fmt::format(
      "  Carried by a {}; reaches the network by {}; boots in {}; runs for {:.3g} % of patients.\n",
      word_of(def.carrier), links, write_time(def.boot), 100 * def.used_share);
  out += battery_text(def.battery);
  out += "  Streams\n";
  for (const auto& [name, s] : def.streams) out += stream_line(name, s);
  if (!def.alarms.empty()) out += "  Alarms\n";
  for (const auto& [name, a] : def.alarms) out += alarm_line(name, a);
  return out + fmt::format("  Source: {}\n", def.source);
}

}  // namespace wardtwin::compiler
