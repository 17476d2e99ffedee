#include "scenarios/live/plan.h"

#include <array>
#include <map>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "sim/base/error.h"

namespace wardtwin::live {
namespace {

[[noreturn]] void wrong(std::string_view where, std::string_view what) {
  throw InputError(fmt::format("payloads: {}: {}", where, what));
}

std::string text_at(const YAML::Node& node, const std::string& where) {
  if (!node || !node.IsScalar()) wrong(where, "a text is missing");
  return node.Scalar();
}

wire::Template template_of(const std::string& text, const std::string& where) {
  wire::Template t;
  if (const std::string problem = wire::Template::compile(text, t); !problem.empty())
    wrong(where, problem);
  return t;
}

/// Compiles each text once.
class Payloads {
 public:
  Payloads(const YAML::Node& all, Plan& plan) : all_(all), plan_(plan) {}

  std::uint32_t of(const std::string& device_class, const std::string& stream) {
    const auto find = [this](const char* group, const std::string& name) {
      const YAML::Node in = all_[group];
      return in && in[name] ? in[name] : YAML::Node();
    };
    const YAML::Node own = find("classes", device_class);
    const bool special = own.IsMap() && own[stream];
    const std::string name = find("payloads", stream).IsScalar() ? stream : "other";
    const YAML::Node text = special ? own[stream] : find("payloads", name);
    const std::string where =
        special ? fmt::format("classes: {}: {}", device_class, stream) : "payloads: " + name;
    const auto [at, fresh] = made_.try_emplace(where, plan_.payloads.size());
    if (fresh) {
      wire::Template t = template_of(text_at(text, where), where);
      for (const auto& [slot, word] :
           {std::pair{wire::Slot::seq, "seq"}, {wire::Slot::at, "at"}, {wire::Slot::due, "due"}})
        if (!t.has(slot)) wrong(where, fmt::format("\"{0}\":${{{0}}} is missing", word));
      plan_.payloads.push_back(std::move(t));
    }
    return static_cast<std::uint32_t>(at->second);
  }

 private:
  const YAML::Node& all_;
  Plan& plan_;
  std::map<std::string, std::size_t> made_;
};

struct Traffic {
  int qos = 0, keep = 0;
};

std::array<Traffic, flow::kTrafficClasses> traffic_of(const YAML::Node& all, int qos) {
  std::array<Traffic, flow::kTrafficClasses> out;
  for (const auto& w : words<flow::TrafficClass>) {
    const std::string name(w.word);
    const YAML::Node n = all["traffic"][name];
    Traffic& t = out[static_cast<std::size_t>(w.value)];
    if (!n || !n["qos"] || !n["keep"]) wrong("traffic: " + name, "qos and keep are needed");
    t = {qos >= 0 ? qos : n["qos"].as<int>(-1), n["keep"].as<int>(-1)};
    if (t.qos < 0 || t.qos > 2) wrong("traffic: " + name, "qos is 0, 1 or 2");
    if (t.keep < 0 || t.keep > 1'000'000) wrong("traffic: " + name, "keep is 0 to 1,000,000");
  }
  return out;
}

std::string filled(const wire::Template& t, const DevicePlan& d, std::string_view stream) {
  wire::Values v;
  v.text(wire::Slot::device) = d.name;
  v.text(wire::Slot::device_class) = d.device_class;
  v.text(wire::Slot::unit) = d.unit;
  v.text(wire::Slot::bed) = d.bed;
  v.text(wire::Slot::stream) = stream;
  std::string out;
  t.render(out, v);
  return out;
}

void plan_devices(const compiler::Hospital& h, Plan& plan) {
  plan.units = h.unit_names;
  if (plan.units.empty()) plan.units.push_back("bench");
  const auto staff = static_cast<std::uint32_t>(plan.units.size());
  plan.units.push_back("staff");
  for (const compiler::Device& d : h.devices) {
    DevicePlan p;
    p.name = d.name;
    p.device_class = d.class_name;
    p.unit_index = h.bench ? 0 : staff;
    if (d.bed != flow::kNone) {
      p.bed = h.building.beds[d.bed].name;
      p.unit_index = h.building.beds[d.bed].unit;
    }
    p.unit = plan.units[p.unit_index];
    plan.devices.push_back(std::move(p));
  }
}

SourcePlan::Meaning meaning_of(const compiler::Device& d, flow::SourceIndex s,
                               const wire::Template& t) {
  if (s == d.alarm) return SourcePlan::Meaning::alarm;
  if (s == d.cleared) return SourcePlan::Meaning::cleared;
  return t.has(wire::Slot::heart_rate) || t.has(wire::Slot::respiration)
             ? SourcePlan::Meaning::signs
             : SourcePlan::Meaning::reading;
}

}  // namespace

Plan make_plan(const compiler::Hospital& h, std::string_view payloads, int qos) {
  YAML::Node all;
  try {
    all = YAML::Load(std::string(payloads));
  } catch (const YAML::Exception& e) {
    wrong(fmt::format("line {}", e.mark.line + 1), e.msg);
  }
  Plan plan;
  plan_devices(h, plan);
  plan.offline = text_at(all["status"]["offline"], "status: offline");
  plan.online = text_at(all["status"]["online"], "status: online");
  const wire::Template topic = template_of(text_at(all["topic"], "topic"), "topic");
  const wire::Template status =
      template_of(text_at(all["status"]["topic"], "status: topic"), "status: topic");
  const auto traffic = traffic_of(all, qos);
  Payloads made(all, plan);
  plan.sources.resize(h.sources.size());
  for (flow::SourceIndex s = 0; s < h.sources.size(); ++s) {
    const flow::Source& source = h.sources[s];
    if (source.downlink) continue;
    SourcePlan& p = plan.sources[s];
    DevicePlan& d = plan.devices[source.device];
    p.flow = source.flow;
    p.device = source.device;
    p.stream = h.flows[source.flow].stream;
    p.bytes = source.payload_bytes;
    const Traffic& t = traffic[static_cast<std::size_t>(source.traffic)];
    p.qos = static_cast<std::uint8_t>(t.qos);
    p.keep = static_cast<std::uint32_t>(t.keep);
    p.payload = made.of(d.device_class, p.stream);
    p.meaning = meaning_of(h.devices[source.device], s, plan.payloads[p.payload]);
    p.topic = filled(topic, d, p.stream);
    d.sends = true;
  }
  for (DevicePlan& d : plan.devices) d.status_topic = filled(status, d, "status");
  return plan;
}

}  // namespace wardtwin::live
