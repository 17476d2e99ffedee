#include <cmath>

#include <fmt/format.h>

#include "sim/flow/building_words.h"
#include "viz/panels/edit.h"
#include "viz/panels/plan_layers.h"
#include "viz/panels/view.h"

// The plan with its controls, and beside it what is known of the thing chosen.
namespace wardtwin::viz {
namespace {

constexpr const char* kHeatNames[] = {
    "no heat map",     "signal",          "second signal", "airtime",
    "alarm delay p50", "alarm delay p99", "alarms lost",   "minutes without data"};

void choose_floor(View& v) {
  const auto& floors = v.trace->model().building.floors;
  if (floors.size() < 2) return;
  ImGui::SetNextItemWidth(px(130));
  if (ImGui::BeginCombo("##floor", floors[v.floor].name.c_str())) {
    for (std::uint32_t f = 0; f < floors.size(); ++f)
      if (ImGui::Selectable(floors[f].name.c_str(), f == v.floor)) {
        v.floor = f;
        v.camera = {};
      }
    ImGui::EndCombo();
  }
  name_item("floor/storey");
  ImGui::SameLine();
}

void search_box(View& v) {
  ImGui::SetNextItemWidth(px(220));
  ImGui::InputTextWithHint("##search", "search bed, room, device", v.search, sizeof v.search);
  name_item("floor/search");
  if (v.search[0] == 0) return;
  const auto found = find(*v.trace, v.search, 6);
  ImGui::SameLine();
  if (found.empty()) ImGui::TextDisabled("nothing of that name");
  for (std::size_t i = 0; i < std::min<std::size_t>(found.size(), 3); ++i) {
    if (i > 0) ImGui::SameLine();
    if (named_button(name_of(*v.trace, found[i]).c_str(), fmt::format("floor/found {}", i))) {
      v.selected = found[i];
      v.search[0] = 0;
      if (const auto at = place_of(*v.trace, v.selected, v.now)) {
        v.floor = v.trace->floor_of(at->z);
        v.camera.x = at->x;
        v.camera.y = at->y;
        v.camera.pixels_per_metre = std::max(v.camera.pixels_per_metre, double{px(24)});
      }
    }
  }
}

void toolbar(View& v) {
  choose_floor(v);
  int heat = static_cast<int>(v.heat);
  ImGui::SetNextItemWidth(px(190));
  if (ImGui::Combo("##heat", &heat, kHeatNames, IM_ARRAYSIZE(kHeatNames)))
    v.heat = static_cast<Heat>(heat);
  name_item("floor/heat");
  tooltip("Colours the plan by a number; the time window is that of the charts.");
  beside(100);
  ImGui::Checkbox("devices", &v.show_devices);
  name_item("floor/devices");
  beside(75);
  ImGui::Checkbox("links", &v.show_links);
  name_item("floor/links");
  tooltip(
      "A line from each wireless device to the access point it is with; its colour is the signal "
      "there.");
  beside(95);
  ImGui::Checkbox("nurses", &v.show_nurses);
  beside(45);
  if (named_button("fit", "floor/fit")) v.camera = {};
  tooltip("Show the whole floor (key F).");
  beside(330);
  search_box(v);
}

void tool_button(View& v, Tool tool, const char* label, const char* name, const char* tip) {
  beside(90);
  if (ImGui::RadioButton(label, v.tool == tool)) v.tool = tool;
  name_item(name);
  tooltip(tip);
}

// What the mouse does, and what the tool needs to know.
void tools(View& v) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("mouse:");
  tool_button(v, Tool::look, "look", "floor/look", "Click chooses, drag moves the plan.");
  tool_button(v, Tool::move, "move", "floor/move",
              "Drag an access point, a radio gateway or a bed: its new place is written into the "
              "scenario's text. Gateways of the wired network have no place in a scenario; the "
              "panel Network shows them.");
  tool_button(v, Tool::wall, "wall", "floor/wall",
              "Drag from one end of a new wall to the other: radio waves lose power in it, people "
              "walk as if it were not there.");
  tool_button(v, Tool::fault, "fault", "floor/fault",
              "Click an access point: it fails at the time of the time bar. Other parts are in the "
              "panel Network.");
  if (v.tool == Tool::wall) {
    beside(180);
    ImGui::SetNextItemWidth(px(170));
    const auto& all = words<flow::Material>;
    if (ImGui::BeginCombo("##material", all[static_cast<std::size_t>(v.wall_of)].word.data())) {
      for (const auto& m : all)
        if (m.value != flow::Material::none &&
            ImGui::Selectable(m.word.data(), static_cast<int>(m.value) == v.wall_of))
          v.wall_of = static_cast<int>(m.value);
      ImGui::EndCombo();
    }
    name_item("floor/material");
    tooltip("What the wall is made of.");
  }
  if (v.tool == Tool::fault) {
    beside(130);
    ImGui::SetNextItemWidth(px(120));
    ImGui::Combo(
        "##lasts", &v.fault_for,
        [](void*, int i, const char** out) {
          *out = kFaultLengths[i].title;
          return true;
        },
        nullptr, static_cast<int>(std::size(kFaultLengths)));
    name_item("floor/lasts");
    tooltip("How long it stays down.");
  }
  beside(150);
  break_button(v, "floor/break");
  const std::size_t changes = edits_of(v).words.size();
  if (changes == 0) return;
  beside(240);
  if (named_button(fmt::format("{} change{}", changes, changes > 1 ? "s" : "").c_str(),
                   "floor/changes"))
    v.panel = "scenario";
  std::string all;
  for (const std::string& w : edits_of(v).words) all += (all.empty() ? "" : "\n") + w;
  tooltip("Of the scenario's text:\n" + all);
  beside(60);
  ImGui::BeginDisabled(v.undo.empty());
  if (named_button("undo", "floor/undo")) undo(v);
  ImGui::EndDisabled();
  beside(50);
  ImGui::BeginDisabled(v.run.running);
  if (named_button("run", "floor/run"))
    v.wishes.push_back({Wish::Kind::run, "", v.scenario_text, {}});
  ImGui::EndDisabled();
  tooltip("Runs the text as it is now, and compares with this run.");
}

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
  ImGui::TextDisabled("%zu open alarms", open.size());
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

void about_nurse(View& v, std::uint32_t nurse) {
  const Trace& t = *v.trace;
  const auto& n = t.model().surroundings.nurses[nurse];
  if (n.unit < t.model().units.size()) line("unit", t.model().units[n.unit].name);
  line("shift", n.night ? "night" : "day");
  if (const auto p = t.nurse(nurse, v.now)) line("now", t.activity(p->doing));
  ImGui::Checkbox("follow", &v.selected.follow);
  name_item("floor/follow");
}

void about(View& v) {
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
  switch (s.kind) {
    case Kind::bed: return about_bed(v, s.index);
    case Kind::device: return about_device(v, s.index);
    case Kind::access_point: return about_access_point(v, s.index);
    case Kind::nurse: return about_nurse(v, s.index);
    default: break;
  }
}

}  // namespace

void draw_floor(View& v) {
  if (nothing_open(v)) return;
  if (v.trace->model().building.rooms.empty())
    return empty_state("This run has no building: it is a laboratory bench.",
                       "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
  toolbar(v);
  tools(v);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float side = std::min(px(250), room.x * 0.36f);
  draw_plan(v, {room.x - side - ImGui::GetStyle().ItemSpacing.x, room.y});
  ImGui::SameLine();
  ImGui::BeginChild("about", {side, room.y});
  about(v);
  ImGui::EndChild();
}

}  // namespace wardtwin::viz
