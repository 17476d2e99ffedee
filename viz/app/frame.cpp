#include "viz/app/frame.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "viz/draw/glossary.h"
#include "viz/draw/record.h"
#include "viz/panels/edit.h"

namespace wardtwin::viz {
namespace {

bool pressed(int key) { return ImGui::IsKeyPressed(key, false); }

void show_neighbour_panel(View& v, int step) {
  const auto& all = panels();
  const auto at =
      std::ranges::find_if(all, [&](const Panel& p) { return v.panel == p.id; }) - all.begin();
  const auto n = static_cast<std::ptrdiff_t>(all.size());
  v.panel = all[static_cast<std::size_t>((at + step + n) % n)].id;
}

void zoom_text(View& v, float by) {
  v.theme.scale = std::clamp(v.theme.scale * by, 0.6f, 4.f);
  v.restyle = true;
}

void time_keys(View& v) {
  const Trace& t = *v.trace;
  const auto jump = [&](std::optional<Time> to) {
    if (to) go_to(v, *to);
  };
  const bool shift = ImGui::GetIO().KeyShift;
  if (pressed(' ')) v.playing = !v.playing;
  if (pressed('A')) jump(t.next_alarm(v.now, flow::AlarmPriority::high));
  if (pressed('L')) jump(t.next_late(v.now));
  if (pressed('N')) jump(t.next_fault(v.now));
  if (pressed('R')) {
    const auto& list = breaches(v).list;
    const auto next = std::ranges::upper_bound(list, v.now, {}, &Breach::at);
    if (next != list.end()) go_to(v, next->at);
  }
  if (pressed('B')) bookmark(v);
  if (pressed('X')) break_something(v, v.pointed);
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_RightArrow)))
    go_to(v, v.now + (shift ? Time{10min} : Time{10s}));
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_LeftArrow)))
    go_to(v, v.now - (shift ? Time{10min} : Time{10s}));
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Home))) go_to(v, t.start());
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_End))) go_to(v, t.end());
}

void keys(View& v) {
  if (ImGui::GetIO().WantTextInput) return;
  if (v.trace && !v.trace->empty()) time_keys(v);
  if (ImGui::GetIO().KeyCtrl) {
    if (pressed('Z')) undo(v);
    if (pressed('Y')) redo(v);
    return;
  }
  if (pressed('F')) v.camera = {};
  if (pressed('T')) {
    v.theme.dark = !v.theme.dark;
    v.restyle = true;
  }
  if (pressed('H')) v.help = !v.help;
  if (pressed('P')) v.wishes.push_back({Wish::Kind::picture, v.panel + ".png", "", {}});
  if (pressed('C')) v.save_csv = true;
  if (pressed('=')) zoom_text(v, 1.1f);
  if (pressed('-')) zoom_text(v, 1 / 1.1f);
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_PageDown))) show_neighbour_panel(v, 1);
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_PageUp))) show_neighbour_panel(v, -1);
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Escape))) {
    v.help = false;
    v.selected = {};
    v.alarm.reset();
  }
}

void head(View& v) {
  ImGui::PushFont(large_font());
  ImGui::TextUnformatted("Wardtwin");
  ImGui::PopFont();
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  if (v.trace) {
    const results::Results& r = v.trace->results();
    std::string text =
        v.trace->unfinished()
            ? fmt::format("{}   replication 1 of {} asked for, so far to {}", v.trace->path(),
                          r.run.replications, v.trace->clock(v.trace->end()))
            : fmt::format("{}   replication {} of {}{}", v.trace->path(),
                          v.trace->replication() + 1, r.replications.size(),
                          r.complete ? ""
                                     : fmt::format(" (of {} asked for): stopped, or still running",
                                                   r.run.replications));
    const float room = ImGui::GetContentRegionAvail().x - px(470);
    if (ImGui::CalcTextSize(text.c_str()).x > room)
      text = std::filesystem::path(v.trace->path()).filename().string();
    if (ImGui::CalcTextSize(text.c_str()).x <= room) ImGui::TextDisabled("%s", text.c_str());
    tooltip(v.trace->path());
  }
  const float right = ImGui::GetWindowContentRegionMax().x;
  ImGui::SameLine(right - px(450));
  if (v.trace && v.trace->results().replications.size() > 1 &&
      named_button("next replication", "head/replication"))
    open_file(v, std::string(v.trace->path()),
              (v.trace->replication() + 1) % v.trace->results().replications.size());
  ImGui::SameLine(right - px(290));
  if (named_button("PNG", "head/png")) v.save_png = true;
  tooltip(
      "Saves a picture of the panel in this folder (P: of the window), as a right click on it "
      "does. "
      "A right click on a chart saves it alone.");
  ImGui::SameLine();
  if (named_button("CSV", "head/csv")) v.save_csv = true;
  tooltip("Saves every table, chart and map of the panel as numbers in this folder (C).");
  ImGui::SameLine();
  if (named_button("A-", "head/smaller")) zoom_text(v, 1 / 1.1f);
  ImGui::SameLine();
  if (named_button("A+", "head/larger")) zoom_text(v, 1.1f);
  ImGui::SameLine();
  if (named_button(v.theme.dark ? "light" : "dark", "head/theme")) {
    v.theme.dark = !v.theme.dark;
    v.restyle = true;
  }
  ImGui::SameLine();
  if (named_button("?", "head/help")) v.help = !v.help;
  tooltip("Keys and words (H)");
}

void list_of_panels(View& v) {
  for (const Panel& p : panels()) {
    if (ImGui::Selectable(p.title, v.panel == p.id)) v.panel = p.id;
    name_item(std::string("panel/") + p.id);
    tooltip(p.hint);
  }
}

void one_panel(View& v) {
  if (!v.problem.empty() && !v.trace) return draw_problem(v);
  for (const Panel& p : panels())
    if (v.panel == p.id) return p.draw(v);
  empty_state("There is no panel '" + v.panel + "'.", "wardtwin-view R.h5 --panel floor");
}

// The panel, and what it says as text where that was asked for.
void chosen_panel(View& v) {
  if (!v.save_csv) return one_panel(v);
  start_recording();
  one_panel(v);
  v.save_csv = false;
  const std::string base = v.trace ? v.trace->results().run.scenario_name : "wardtwin";
  std::size_t files = 0;
  for (Recorded& r : stop_recording()) {
    std::string name = fmt::format("{}-{}-{}.csv", base, v.panel, r.name);
    std::ranges::replace(name, ' ', '_');
    std::ranges::replace(name, '/', '_');
    v.wishes.push_back({Wish::Kind::text_file, name, std::move(r.csv), {}});
    ++files;
  }
  if (files == 0) v.note = "this panel shows no table, chart or heat map to save";
}

// A right click anywhere in the panel that has no menu of its own, as charts do.
void menu_of_panel(View& v) {
  if (ImGui::IsMouseReleased(1) && ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows) &&
      !ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel))
    ImGui::OpenPopup("panel menu");
  if (!ImGui::BeginPopup("panel menu")) return;
  if (ImGui::MenuItem("Save as CSV")) v.save_csv = true;
  name_item("menu/csv");
  if (ImGui::MenuItem("Save as PNG")) v.save_png = true;
  name_item("menu/png");
  ImGui::EndPopup();
}

void keys_sheet() {
  for (const Shortcut& s : shortcuts()) {
    ImGui::TextColored(ImGui::ColorConvertU32ToFloat4(palette().selected), "%s", s.key);
    ImGui::SameLine(px(150));
    ImGui::TextUnformatted(s.what);
  }
}

// The glossary, and below it the fields of scenarios with the word in them.
void words_sheet(View& v) {
  v.wants_fields = true;
  static char words[48] = "";
  ImGui::SetNextItemWidth(-1);
  ImGui::InputTextWithHint("##word", "word, or field of a scenario", words, sizeof words);
  name_item("help/word");
  const std::string wanted = words;
  ImGui::BeginChild("words", {0, px(380)});
  int shown = 0;
  const auto entry = [&](const std::string& word, const std::string& meaning) {
    if (++shown > 80) return;
    ImGui::TextColored(ImGui::ColorConvertU32ToFloat4(palette().selected), "%s", word.c_str());
    ImGui::TextWrapped("%s", meaning.c_str());
  };
  for (const Term& t : glossary())
    if (wanted.empty() || std::string(t.word).find(wanted) != std::string::npos)
      entry(t.word, t.meaning);
  if (!wanted.empty() && v.fields)
    for (const FieldInfo& f : *v.fields)
      if (f.path.find(wanted) != std::string::npos) {
        const std::string about = about_field(f);
        entry(f.path, about.substr(about.find('\n') + 1));
      }
  if (shown == 0) ImGui::TextDisabled("No word and no field of a scenario is called so.");
  name_rect(fmt::format("help/entries {}", std::min(shown, 80)), ImGui::GetWindowPos(),
            ImGui::GetWindowPos());
  ImGui::EndChild();
}

void help_sheet(View& v) {
  ImGui::SetNextWindowPos({ImGui::GetIO().DisplaySize.x / 2, ImGui::GetIO().DisplaySize.y / 2}, 0,
                          {0.5f, 0.5f});
  ImGui::SetNextWindowSize({px(600), px(500)});
  ImGui::Begin(
      "Help", &v.help,
      ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoResize);
  if (ImGui::BeginTabBar("help")) {
    const bool keys = ImGui::BeginTabItem("keys");
    name_item("help/keys");
    if (keys) {
      keys_sheet();
      ImGui::EndTabItem();
    }
    const bool words = ImGui::BeginTabItem("words");
    name_item("help/words");
    if (words) {
      words_sheet(v);
      ImGui::EndTabItem();
    }
    ImGui::EndTabBar();
  }
  name_rect("help", ImGui::GetWindowPos(),
            {ImGui::GetWindowPos().x + ImGui::GetWindowWidth(),
             ImGui::GetWindowPos().y + ImGui::GetWindowHeight()});
  ImGui::End();
}

void advance(View& v, double dt) {
  if (!v.playing || !v.trace || v.trace->empty()) return;
  go_to(v, v.now + from_seconds(std::min(dt, 0.25) * v.speed));
  if (v.now >= v.trace->end()) v.playing = false;
}

}  // namespace

const std::vector<Shortcut>& shortcuts() {
  static const std::vector<Shortcut> all{{"space", "play, pause"},
                                         {"left, right", "10 s back, on; with shift 10 min"},
                                         {"Home, End", "start, end of the run"},
                                         {"A  L  N  R",
                                          "next high alarm, late alarm, fault, breach of a "
                                          "requirement"},
                                         {"B", "bookmark this time"},
                                         {"wheel, drag", "zoom and move the plan"},
                                         {"F", "show the whole floor"},
                                         {"X", "break what is under the mouse, run, compare"},
                                         {"Ctrl Z, Ctrl Y", "undo, redo a change of the scenario"},
                                         {"page up, down", "panel before, after"},
                                         {"=  -", "larger, smaller text"},
                                         {"T", "light or dark"},
                                         {"P", "save a picture of the window (PNG)"},
                                         {"C", "save what the panel shows as numbers (CSV)"},
                                         {"Escape", "let go of what is chosen"},
                                         {"H", "this sheet"}};
  return all;
}

void draw_frame(View& v, double dt) {
  items().clear();
  advance(v, dt);
  keys(v);
  v.pointed.clear();
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
  ImGui::Begin("wardtwin", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoSavedSettings);
  head(v);
  const float foot = px(92) + (v.note.empty() ? 0 : ImGui::GetTextLineHeightWithSpacing());
  const float middle =
      std::max(px(100), ImGui::GetContentRegionAvail().y - foot - ImGui::GetStyle().ItemSpacing.y);
  ImGui::BeginChild("list", {px(160), middle});
  list_of_panels(v);
  ImGui::EndChild();
  ImGui::SameLine();
  ImGui::BeginChild("panel", {0, middle});
  const ImVec2 at = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
  name_rect("body", at, {at.x + size.x, at.y + size.y});
  chosen_panel(v);
  menu_of_panel(v);
  if (std::exchange(v.save_png, false))
    v.wishes.push_back(
        {Wish::Kind::picture, v.panel + ".png", "", {at, {at.x + size.x, at.y + size.y}}});
  ImGui::EndChild();
  if (!v.note.empty()) {
    ImGui::TextDisabled("%s", v.note.c_str());
    name_item("note");
  }
  draw_time_bar(v);
  ImGui::End();
  if (v.help) help_sheet(v);
}

}  // namespace wardtwin::viz
