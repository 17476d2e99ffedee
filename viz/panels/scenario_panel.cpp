#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "viz/draw/table.h"
#include "viz/panels/edit.h"
#include "viz/trace/yaml_edit.h"

// The scenario's text, its numbers as sliders, and the run of it.
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

const FieldInfo* about(const View& v, const std::string& path) {
  return v.fields ? field_of(*v.fields, path) : nullptr;
}

// One number by its path, as `wardtwin run --set` takes it; the text keeps comments and order.
void set_one(View& v) {
  static std::string path = "people.units.ward.staff.night", value;
  ImGui::SetNextItemWidth(px(320));
  ImGui::InputTextWithHint("##path", "path.of.the.key", &path);
  name_item("scenario/path");
  if (const FieldInfo* f = about(v, path)) tooltip(about_field(*f));
  ImGui::SameLine();
  const auto now = value_or_inherited(v, path);
  ImGui::SetNextItemWidth(px(140));
  ImGui::InputTextWithHint("##value", now ? now->substr(0, 40).c_str() : "no such key", &value);
  name_item("scenario/value");
  ImGui::SameLine();
  ImGui::BeginDisabled(!now || value.empty());
  if (named_button("set", "scenario/set"))
    if (auto text = lay_value(v.scenario_text, path, value)) change_scenario(v, std::move(*text));
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
  ImGui::SameLine();
  break_button(v, "scenario/break");
  if (v.run.running) {
    ImGui::SameLine();
    ImGui::TextUnformatted("running ...");
    name_item("scenario/running");
  }
}

// A number of the text that a slider can change.
struct Number {
  std::string path;
  Written written;
  SliderRange range;
  const FieldInfo* field = nullptr;
  bool inherited = false;  ///< from the text's `base:`
};

// Those of the text, then what a variant inherits, as the run that is shown had it. Read once per text;
// not while a slider is held, so that its ends stay where they are.
const std::vector<Number>& numbers_of(const View& v) {
  static std::string text, run;
  static bool knew = false;
  static std::vector<Number> all;
  const std::string shown = v.trace ? v.trace->results().run.scenario_text : "";
  if (text == v.scenario_text && run == shown && knew == v.fields.has_value()) return all;
  text = v.scenario_text;
  run = shown;
  knew = v.fields.has_value();
  all.clear();
  std::set<std::string> own;
  const auto add = [&](const Leaf& l, bool inherited) {
    if (!own.insert(l.path).second || l.path == "format" || l.path == "seed") return;
    const auto w = read_written(l.value);
    if (!w) return;
    const FieldInfo* f = about(v, l.path);
    all.push_back({l.path, *w, slider_span(*w, f), f, inherited});
  };
  for (const Leaf& l : leaves_of(text)) add(l, false);
  if (get_value(text, "base"))
    for (const Leaf& l : leaves_of(run)) add(l, true);
  return all;
}

struct Held {
  std::string path;
  double value = 0;
};
Held& held() {
  static Held h;
  return h;
}

void slider(View& v, const Number& n) {
  Held& h = held();
  ImGui::PushID(n.path.c_str());
  const std::string name = shortened(n.path, ImGui::GetContentRegionAvail().x);
  if (n.inherited)
    ImGui::TextDisabled("%s", name.c_str());
  else
    ImGui::TextUnformatted(name.c_str());
  if (n.field || name != n.path) tooltip(n.field ? about_field(*n.field) : n.path);
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x);
  const std::string shown = write_written(
      {h.path == n.path ? h.value : n.written.value, n.written.unit, n.written.whole});
  auto value = static_cast<float>(h.path == n.path ? h.value : n.written.value);
  std::string format;  // the text itself; a % in it is no instruction
  for (const char c : shown) format += c == '%' ? "%%" : std::string(1, c);
  ImGui::SliderFloat("##slider", &value, static_cast<float>(n.range.low),
                     static_cast<float>(n.range.high), format.c_str());
  name_item("scenario/slider " + n.path);
  if (n.field) tooltip(about_field(*n.field));
  if (ImGui::IsItemActive())
    h = {n.path, n.written.whole ? std::round(double{value}) : double{value}};
  if (ImGui::IsItemDeactivated() && h.path == n.path) {
    const std::string text = write_written({h.value, n.written.unit, n.written.whole});
    h.path.clear();
    if (text != write_written(n.written))
      if (auto changed = lay_value(v.scenario_text, n.path, text))
        change_scenario(v, std::move(*changed));
  }
  ImGui::PopID();
}

void sliders(View& v) {
  ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x);
  ImGui::InputTextWithHint("##numbers", "numbers: filter, e.g. staff", v.numbers, sizeof v.numbers);
  name_item("scenario/numbers");
  ImGui::BeginChild("sliders");
  int shown = 0;
  const std::string wanted = v.numbers;
  for (const Number& n : std::vector<Number>(numbers_of(v))) {
    if (!wanted.empty() && n.path.find(wanted) == std::string::npos) continue;
    if (++shown > 60) {
      ImGui::TextDisabled("more of them: filter");
      break;
    }
    slider(v, n);
  }
  if (shown == 0) ImGui::TextDisabled("No number of the text has this in its path.");
  ImGui::EndChild();
}

void changes(const View& v) {
  const auto& words = edits_of(v).words;
  if (words.empty()) return;
  ImGui::TextDisabled("%zu change%s:", words.size(), words.size() > 1 ? "s" : "");
  name_item("scenario/changes");
  for (std::size_t i = 0; i < std::min<std::size_t>(words.size(), 4); ++i) {
    const std::string line = shortened(words[i], ImGui::GetContentRegionAvail().x);
    ImGui::TextUnformatted(line.c_str());
    if (line != words[i]) tooltip(words[i]);
  }
}

void text_box(View& v, ImVec2 size) {
  // one step of undo per visit to the text, not per key
  static std::string before;
  std::string text = v.scenario_text;
  ImGui::PushFont(mono_font());
  if (ImGui::InputTextMultiline("##text", &text, size, ImGuiInputTextFlags_AllowTabInput))
    v.scenario_text = text;
  ImGui::PopFont();
  name_item("scenario/text");
  if (ImGui::IsItemActivated()) before = v.scenario_text;
  if (ImGui::IsItemDeactivatedAfterEdit() && before != v.scenario_text) {
    v.undo.push_back(before);
    v.redo.clear();
  }
}

}  // namespace

void draw_scenario(View& v) {
  if (v.scenario_text.empty())
    return empty_state("No scenario is open.", "wardtwin view scenarios/ward_and_icu.yaml");
  v.wants_fields = true;
  run_buttons(v);
  set_one(v);
  changes(v);
  const float said = v.run.said.empty() ? 0 : px(130);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float side = std::clamp(room.x * 0.36f, px(180), px(420));
  const float height = room.y - said;
  text_box(v, {room.x - side - ImGui::GetStyle().ItemSpacing.x, height});
  ImGui::SameLine();
  ImGui::BeginChild("numbers", {side, height});
  sliders(v);
  ImGui::EndChild();
  if (said > 0) {
    ImGui::BeginChild("said", {0, 0});
    ImGui::TextUnformatted(v.run.said.c_str());
    name_item("scenario/said");
    if (v.run.running) ImGui::SetScrollHereY(1);
    ImGui::EndChild();
  }
}

}  // namespace wardtwin::viz
