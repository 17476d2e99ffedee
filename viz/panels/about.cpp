#include <cmath>

#include <fmt/format.h>

#include "viz/panels/plan_layers.h"

// What is known of the thing that is chosen, beside the plan.
namespace wardtwin::viz {
namespace {

void line(const char* what, const std::string& value) {
  if (value.empty()) return;
  ImGui::TextDisabled("%s", what);
  ImGui::SameLine(px(96));
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(value.c_str());
  ImGui::PopTextWrapPos();
}

void state_line(State s) {
  ImGui::TextDisabled("state");
  ImGui::SameLine(px(96));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float h = ImGui::GetTextLineHeight();
  draw_mark(ImGui::GetWindowDrawList(), {at.x + h / 2, at.y + h / 2}, h * 0.4f, s);
  ImGui::Dummy({h * 1.2f, h});
  ImGui::SameLine();
  ImGui::TextUnformatted(word_of_state(s));
}

void about_bed(View& v, std::uint32_t bed) {
  const Trace& t = *v.trace;
  state_line(t.bed_state(bed, v.now));
  const flow::Bed& b = t.model().building.beds[bed];
  if (b.room < t.model().building.rooms.size()) line("room", t.model().building.rooms[b.room].name);
  if (b.unit < t.model().units.size()) line("unit", t.model().units[b.unit].name);
  if (t.knows_beds()) {
    const auto patient = t.patient_in(bed, v.now);
    line("patient", patient == flow::kNone ? "none" : fmt::format("number {}", patient));
  }
  ImGui::Spacing();
  const auto open = t.open_alarms_of(bed, v.now);
  ImGui::TextDisabled("%zu open alarm%s", open.size(), open.size() == 1 ? "" : "s");
  for (const std::uint32_t i : open) {
    const flow::Alarm& a = t.logs().alarms[i].alarm;
    if (ImGui::Selectable(fmt::format("{} {} since {}##{}", word_of(a.priority), word_of(a.kind),
                                      t.clock(sounded(a)), i)
                              .c_str())) {
      v.alarm = i;
      v.panel = "alarms";
    }
  }
  ImGui::Spacing();
  ImGui::TextDisabled("devices");
  for (const std::uint32_t d : t.devices_of_bed(bed))
    if (ImGui::Selectable(t.model().devices[d].name.c_str())) v.selected = {Kind::device, d, false};
}

void about_device(View& v, std::uint32_t device) {
  const Trace& t = *v.trace;
  const results::Model& m = t.model();
  state_line(t.device_state(device, v.now));
  line("class", m.devices[device].device_class);
  if (m.devices[device].bed < m.building.beds.size())
    line("bed", m.building.beds[m.devices[device].bed].name);
  if (device >= m.surroundings.places.size()) return;
  const results::DevicePlace& p = m.surroundings.places[device];
  if (p.carried) {
    const std::uint32_t n = t.carrier_of(device, v.now);
    line("carried by", n < m.surroundings.nurses.size() ? m.surroundings.nurses[n].name
                       : t.knows_nurses()               ? "nobody on duty"
                                                        : "a nurse; the file does not say where");
  }
  line("connected", p.wireless ? "by radio" : "by cable");
  if (p.wireless) {
    const std::uint32_t ap = t.access_point_of(device, v.now);
    line("with", ap < m.access_points.size() ? m.access_points[ap].name : "no access point");
    if (const double dbm = signal_of_link(v, device); !std::isnan(dbm))
      line("signal", fmt::format("{:.0f} dBm on the map", dbm));
  }
  if (p.gateway < m.gateways.size()) line("gateway", m.gateways[p.gateway].name);
  if (t.blind(device, v.now)) line("data", "does not arrive now");
}

void about_access_point(View& v, std::uint32_t ap) {
  const Trace& t = *v.trace;
  const results::Model& m = t.model();
  const auto* fault = t.fault_of(m.access_points[ap].name, v.now);
  state_line(fault ? State::bad : State::good);
  line("channel", m.access_points[ap].channel);
  line("devices", fmt::format("{}", t.stations_of_access_points(v.now)[ap]));
  line("height", fmt::format("{:.1f} m", m.access_points[ap].at.z));
  if (ap < t.logs().access_points.size())
    line("busy", fmt::format("{:.2f} % of the run", 100 * t.logs().access_points[ap].busy));
  if (fault && fault->until != kNever) line("down until", t.clock(fault->until));
}

void about_part(View& v, std::uint32_t node) {
  const Trace& t = *v.trace;
  const results::Surroundings& s = t.model().surroundings;
  const auto* fault = t.fault_of(s.nodes[node].name, v.now);
  state_line(fault ? State::bad : State::good);
  line("kind", s.nodes[node].kind);
  for (std::size_t g = 0; g < t.model().gateways.size(); ++g)
    if (t.model().gateways[g].name == s.nodes[node].name && g < t.logs().gateways.size())
      line("busy", fmt::format("{:.2f} % of the run", 100 * t.logs().gateways[g].utilisation));
  for (const results::NetworkLink& l : s.links)
    if (l.a == node || l.b == node) line("cable to", s.nodes[l.a == node ? l.b : l.a].name);
  line("place", s.node_places[node].given ? "as the scenario says"
                                          : "a guess: the scenario does not say; drag it");
  if (fault && fault->until != kNever) line("down until", t.clock(fault->until));
}

void about_patient(View& v, std::uint32_t patient) {
  const Trace& t = *v.trace;
  const auto bed = t.bed_of(patient, v.now);
  line("now", bed == flow::kNone ? "not in a bed" : "in bed");
  if (bed != flow::kNone) {
    line("bed", t.model().building.beds[bed].name);
    about_bed(v, bed);
  }
  // where they were
  for (const flow::BedChange& c : t.logs().history.bed_changes)
    if (c.patient == patient) {
      ImGui::PushID(static_cast<int>(c.at.count() / 1'000'000'000));
      if (ImGui::Selectable(
              fmt::format("{} {}", t.clock(c.at), name_of(t, {Kind::bed, c.bed, false})).c_str()))
        go_to(v, c.at);
      ImGui::PopID();
    }
}

void about_nurse(View& v, std::uint32_t nurse) {
  const Trace& t = *v.trace;
  const auto& n = t.model().surroundings.nurses[nurse];
  if (n.unit < t.model().units.size()) line("unit", t.model().units[n.unit].name);
  line("shift", n.night ? "night" : "day");
  if (const auto p = t.nurse(nurse, v.now)) line("now", t.activity(p->doing));
  for (const std::uint32_t d : t.carried())
    if (t.carrier_of(d, v.now) == nurse)
      if (ImGui::Selectable(("carries " + t.model().devices[d].name).c_str()))
        v.selected = {Kind::device, d, v.selected.follow};
}

}  // namespace

void about_chosen(View& v) {
  const Trace& t = *v.trace;
  const Selection s = v.selected;
  if (s.kind == Kind::none) {
    ImGui::TextWrapped(
        "Click a bed, a device, an access point or a nurse to see what is known of it.");
    ImGui::Spacing();
    const auto open = t.open_alarms(v.now);
    line("now", t.clock(v.now));
    line("open alarms", fmt::format("{}", open.size()));
    for (const results::Fault& f : t.logs().faults)
      if (f.at <= v.now && v.now < f.until) line("down", f.what);
    return;
  }
  ImGui::PushFont(large_font());
  ImGui::TextUnformatted(name_of(t, s).c_str());
  ImGui::PopFont();
  name_item("floor/chosen");
  if (s.kind == Kind::nurse || s.kind == Kind::patient || s.kind == Kind::device) {
    ImGui::Checkbox("follow", &v.selected.follow);
    name_item("floor/follow");
    tooltip("The plan moves along with it.");
  }
  switch (s.kind) {
    case Kind::bed: return about_bed(v, s.index);
    case Kind::device: return about_device(v, s.index);
    case Kind::access_point: return about_access_point(v, s.index);
    case Kind::nurse: return about_nurse(v, s.index);
    case Kind::part: return about_part(v, s.index);
    case Kind::patient: return about_patient(v, s.index);
    default: break;
  }
}

}  // namespace wardtwin::viz
