#include <cmath>

#include <fmt/format.h>

#include "sim/flow/building_words.h"
#include "viz/panels/edit.h"
#include "viz/panels/plan_layers.h"
#include "viz/panels/view.h"

// The plan with its controls, and beside it what is known of the thing chosen.
namespace wardtwin::viz {
namespace {

constexpr const char* kHeatNames[] = {"no heat map",       "signal",
                                      "second signal",     "airtime",
                                      "alarm delay p50",   "alarm delay p99",
                                      "alarms lost",       "minutes without data",
                                      "message delay p50", "message delay p99",
                                      "messages lost"};

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

// The part of the run that charts and heat maps are of: all, or so much round the time that is shown.
void window_of_heat(View& v) {
  if (v.heat.heat == Heat::none || v.heat.heat == Heat::signal ||
      v.heat.heat == Heat::second_signal)
    return;
  constexpr Time kLengths[] = {Time{0}, Time{24h}, Time{6h}, Time{1h}, Time{10min}};
  const Trace& t = *v.trace;
  const Time length = v.window_to - v.window_from;
  int chosen = 0;
  for (int i = 1; i < 5; ++i)
    if (length <= kLengths[i] && length < t.end() - t.start()) chosen = i;
  beside(150);
  ImGui::SetNextItemWidth(px(150));
  if (ImGui::Combo("##window", &chosen,
                   "whole run\0a day round now\0six hours round now\0an hour round now\0ten "
                   "minutes round now\0")) {
    v.window_from = chosen == 0 ? t.start() : std::max(t.start(), v.now - kLengths[chosen] / 2);
    v.window_to = chosen == 0 ? t.end() : std::min(t.end(), v.now + kLengths[chosen] / 2);
  }
  name_item("floor/window");
  tooltip("The time that heat maps and charts are of.");
}

void search_box(View& v) {
  ImGui::SetNextItemWidth(px(220));
  ImGui::InputTextWithHint("##search", "bed, patient, device, nurse", v.search, sizeof v.search);
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

// Of which radios the signal is, of which messages the delays are, and of what part of the run.
void kind_of_heat(View& v) {
  if (is_of_band(v.heat.heat)) {
    const auto bands = bands_of(*v.trace);
    if (bands.size() < 2) return;
    v.heat.band =
        std::min<std::uint32_t>(v.heat.band, static_cast<std::uint32_t>(bands.size()) - 1);
    beside(200);
    ImGui::SetNextItemWidth(px(200));
    if (ImGui::BeginCombo("##band", bands[v.heat.band].c_str())) {
      for (std::uint32_t b = 0; b < bands.size(); ++b) {
        if (ImGui::Selectable(bands[b].c_str(), b == v.heat.band)) v.heat.band = b;
        name_item("floor/band " + short_name(v.trace->model().surroundings.bands[b]));
      }
      ImGui::EndCombo();
    }
    name_item("floor/band");
    tooltip("Which radios: all of a family, or those of Wi-Fi on one channel.");
  }
  if (is_of_messages(v.heat.heat)) {
    int kind = v.heat.traffic ? 1 + static_cast<int>(*v.heat.traffic) : 0;
    beside(130);
    ImGui::SetNextItemWidth(px(130));
    if (ImGui::Combo("##traffic", &kind, "all messages\0alarm\0waveform\0vitals\0bulk\0"))
      v.heat.traffic =
          kind == 0 ? std::nullopt : std::optional(static_cast<flow::TrafficClass>(kind - 1));
    name_item("floor/traffic");
    tooltip("Which class of messages.");
  }
  window_of_heat(v);
}

void toolbar(View& v) {
  choose_floor(v);
  int heat = static_cast<int>(v.heat.heat);
  ImGui::SetNextItemWidth(px(190));
  if (ImGui::Combo("##heat", &heat, kHeatNames, IM_ARRAYSIZE(kHeatNames)))
    v.heat.heat = static_cast<Heat>(heat);
  name_item("floor/heat");
  tooltip("Colours the plan by a number; the time window is that of the charts.");
  kind_of_heat(v);
  beside(100);
  ImGui::Checkbox("devices", &v.show_devices);
  name_item("floor/devices");
  beside(100);
  ImGui::Checkbox("by signal", &v.devices_by_signal);
  name_item("floor/by signal");
  tooltip("Colours devices by the signal of their access point instead of by their state.");
  beside(75);
  ImGui::Checkbox("links", &v.show_links);
  name_item("floor/links");
  tooltip(
      "A line from each wireless device to the access point it is with; its colour is the signal "
      "there.");
  beside(95);
  ImGui::Checkbox("nurses", &v.show_nurses);
  name_item("floor/nurses");
  beside(90);
  ImGui::Checkbox("network", &v.show_parts);
  name_item("floor/network");
  tooltip(
      "Gateways, switches and servers, where the scenario places them, or near what they serve.");
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
              "Drag an access point, a gateway, a switch, a server or a bed: its new place is "
              "written into the scenario's text.");
  tool_button(v, Tool::wall, "wall", "floor/wall",
              "Drag from one end of a new wall to the other: radio waves lose power in it, people "
              "walk as if it were not there.");
  tool_button(v, Tool::fault, "fault", "floor/fault",
              "Click an access point, gateway, switch or server: it fails at the time of the time "
              "bar.");
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

}  // namespace

void draw_floor(View& v) {
  if (nothing_open(v)) return;
  if (v.trace->model().building.rooms.empty())
    return empty_state(fmt::format("This run has no building: {}.", why_no_building(*v.trace)),
                       "wardtwin run scenarios/ward_and_icu.yaml -o R.h5");
  toolbar(v);
  tools(v);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float side = std::min(px(250), room.x * 0.36f);
  draw_plan(v, {room.x - side - ImGui::GetStyle().ItemSpacing.x, room.y});
  ImGui::SameLine();
  ImGui::BeginChild("about", {side, room.y});
  about_chosen(v);
  ImGui::EndChild();
}

}  // namespace wardtwin::viz
