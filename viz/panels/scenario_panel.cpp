#include <imgui.h>
#include <imgui_stdlib.h>

#include <fmt/format.h>

#include "viz/panels/view.h"
#include "viz/trace/yaml_edit.h"

namespace wardtwin::viz {
namespace {

void undo_buttons(View& v) {
  ImGui::BeginDisabled(v.undo.empty());
  if (named_button("undo", "scenario/undo")) undo(v);
  ImGui::EndDisabled();
  ImGui::SameLine();
  ImGui::BeginDisabled(v.redo.empty());
  if (named_button("redo", "scenario/redo")) redo(v);
  ImGui::EndDisabled();
}

// One number by its path, as `wardtwin run --set` takes it; the text keeps comments and order.
void set_one(View& v) {
  static std::string path = "people.units.ward.staff.night", value;
  ImGui::SetNextItemWidth(px(320));
  ImGui::InputTextWithHint("##path", "path.of.the.key", &path);
  name_item("scenario/path");
  ImGui::SameLine();
  const auto now = get_value(v.scenario_text, path);
  ImGui::SetNextItemWidth(px(140));
  ImGui::InputTextWithHint("##value", now ? now->substr(0, 40).c_str() : "no such key", &value);
  name_item("scenario/value");
  ImGui::SameLine();
  ImGui::BeginDisabled(!now || value.empty());
  if (named_button("set", "scenario/set"))
    if (auto text = set_value(v.scenario_text, path, value)) change_scenario(v, std::move(*text));
  ImGui::EndDisabled();
}

void run_buttons(View& v) {
  ImGui::BeginDisabled(v.run.running || v.scenario_text.empty());
  if (named_button("run", "scenario/run"))
    v.wishes.push_back({Wish::Kind::run, "", v.scenario_text, {}});
  ImGui::EndDisabled();
  tooltip(
      "Runs `wardtwin` on this text as a process of its own, and opens its results beside these.");
  ImGui::SameLine();
  if (named_button("save text", "scenario/save"))
    v.wishes.push_back({Wish::Kind::text_file,
                        v.scenario_file.empty() ? "scenario.yaml" : v.scenario_file,
                        v.scenario_text,
                        {}});
  tooltip(v.scenario_file.empty() ? "Writes scenario.yaml in this folder."
                                  : "Writes " + v.scenario_file);
  ImGui::SameLine();
  undo_buttons(v);
  if (v.run.running) {
    ImGui::SameLine();
    ImGui::TextUnformatted("running ...");
    name_item("scenario/running");
  }
}

}  // namespace

void draw_scenario(View& v) {
  if (v.scenario_text.empty())
    return empty_state("No scenario is open.", "wardtwin view scenarios/ward_and_icu.yaml");
  run_buttons(v);
  set_one(v);
  const float said = v.run.said.empty() ? 0 : px(150);
  // one step of undo per visit to the text, not per key
  static std::string before;
  std::string text = v.scenario_text;
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (ImGui::InputTextMultiline("##text", &text, {room.x, room.y - said},
                                ImGuiInputTextFlags_AllowTabInput))
    v.scenario_text = text;
  name_item("scenario/text");
  if (ImGui::IsItemActivated()) before = v.scenario_text;
  if (ImGui::IsItemDeactivatedAfterEdit() && before != v.scenario_text) {
    v.undo.push_back(before);
    v.redo.clear();
  }
  if (said > 0) {
    ImGui::BeginChild("said", {0, 0});
    ImGui::TextUnformatted(v.run.said.c_str());
    name_item("scenario/said");
    ImGui::EndChild();
  }
}

}  // namespace wardtwin::viz
