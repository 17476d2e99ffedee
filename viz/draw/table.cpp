#include "viz/draw/table.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "viz/draw/glossary.h"
#include "viz/draw/items.h"
#include "viz/draw/record.h"
#include "viz/draw/theme.h"
#include "viz/trace/alarms.h"

namespace wardtwin::viz {

std::set<std::string>& heads_without_meaning() {
  static std::set<std::string> all;
  return all;
}

namespace {

bool small_letters = false;  ///< of the table under way

}  // namespace

std::string shortened(const std::string& text, float width) {
  if (ImGui::CalcTextSize(text.c_str()).x <= width) return text;
  const float dots = ImGui::CalcTextSize("\u2026").x;
  const char *left = nullptr, *end = text.c_str() + text.size();
  ImGui::GetFont()->CalcTextSizeA(ImGui::GetFontSize(), std::max(0.f, width - dots), 0,
                                  text.c_str(), end, &left);
  return text.substr(0, static_cast<std::size_t>(left - text.c_str())) + "\u2026";
}

bool begin_table(const char* id, const std::vector<ColumnHead>& heads, float height) {
  // where columns get narrow, letters get small before words are cut
  float weights = 0;
  for (const ColumnHead& h : heads) weights += h.weight;
  small_letters = ImGui::GetContentRegionAvail().x < px(95) * weights;
  if (small_letters) ImGui::PushFont(small_font());
  constexpr ImGuiTableFlags flags = ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg |
                                    ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_Resizable |
                                    ImGuiTableFlags_SizingStretchProp;
  if (!ImGui::BeginTable(id, static_cast<int>(heads.size()), flags, {0, height})) {
    if (std::exchange(small_letters, false)) ImGui::PopFont();
    return false;
  }
  record_table(id);
  for (const ColumnHead& h : heads) record_cell(h.title);
  ImGui::TableSetupScrollFreeze(0, 1);
  for (const ColumnHead& h : heads)
    ImGui::TableSetupColumn(h.title, ImGuiTableColumnFlags_WidthStretch, h.weight);
  ImGui::TableNextRow(ImGuiTableRowFlags_Headers);
  for (int i = 0; i < static_cast<int>(heads.size()); ++i) {
    ImGui::TableSetColumnIndex(i);
    const ColumnHead& h = heads[static_cast<std::size_t>(i)];
    if (h.number)
      ImGui::SetCursorPosX(
          ImGui::GetCursorPosX() +
          std::max(0.f, ImGui::GetContentRegionAvail().x - ImGui::CalcTextSize(h.title).x));
    ImGui::TableHeader(h.title);
    if (const char* tip = h.tip ? h.tip : meaning_of(h.title))
      tooltip(tip);
    else
      heads_without_meaning().insert(h.title);
  }
  return true;
}

void next_row() {
  ImGui::TableNextRow();
  record_row();
}

void cell(const std::string& text, bool number) {
  record_cell(text);
  ImGui::TableNextColumn();
  const float width = ImGui::GetContentRegionAvail().x;
  const std::string shown = shortened(text, width);
  if (number)
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() +
                         std::max(0.f, width - ImGui::CalcTextSize(shown.c_str()).x));
  ImGui::TextUnformatted(shown.c_str());
  if (shown != text) tooltip(text);
}

void cell(const std::string& text, ImU32 color) {
  ImGui::PushStyleColor(ImGuiCol_Text, color);
  cell(text);
  ImGui::PopStyleColor();
}

void bar_cell(double share, const std::string& text, ImU32 color) {
  record_cell(text);
  ImGui::TableNextColumn();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, height = ImGui::GetTextLineHeight();
  const auto filled =
      static_cast<float>(std::isnan(share) ? 0 : std::clamp(share, 0.0, 1.0)) * width;
  if (filled >= 1.5f)
    ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + filled, at.y + height},
                                              faded(color, 0.4f), px(2));
  const std::string shown = shortened(text, width);
  ImGui::TextUnformatted(shown.c_str());
  if (shown != text) tooltip(text);
}

bool choice_cell(const std::string& text, const std::string& id, bool chosen) {
  ImGui::TableNextColumn();
  record_cell(text);
  const std::string shown = shortened(text, ImGui::GetContentRegionAvail().x);
  const bool clicked =
      ImGui::Selectable((shown + "##" + id).c_str(), chosen, ImGuiSelectableFlags_SpanAllColumns);
  if (shown != text) tooltip(text);
  return clicked;
}

void rows_in_sight(std::size_t rows, const std::function<void(std::size_t)>& draw) {
  if (recording()) {
    for (std::size_t i = 0; i < rows; ++i) draw(i);
    return;
  }
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(rows));
  while (clipper.Step())
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i)
      draw(static_cast<std::size_t>(i));
}

void end_table() {
  ImGui::EndTable();
  if (std::exchange(small_letters, false)) ImGui::PopFont();
}

std::string share_text(double share) {
  if (std::isnan(share)) return "-";
  if (share > 0 && share < 1e-5) return "< 0.001 %";
  return fmt::format("{:.3g} %", 100 * share);
}

std::string count_text(std::uint64_t n) {
  return n < 1000 ? fmt::format("{}", n) : fmt::format("{} {:03}", count_text(n / 1000), n % 1000);
}

std::string quantity_text(double value, const std::string& unit) {
  if (std::isnan(value)) return "-";
  if (std::isinf(value)) return "no bound";
  if (unit == "s") {
    const std::string text = duration_text(from_seconds(std::abs(value)));
    return fmt::format("{}{}", value < 0 ? "-" : "", text);
  }
  if (unit == "1") return fmt::format("{:.4g} %", 100 * value);
  if (unit.empty() && std::abs(value) >= 1e4 && std::abs(value) < 1e15) {
    const std::string digits = fmt::format("{:.4g}", std::abs(value));
    return fmt::format("{}{}", value < 0 ? "-" : "",
                       count_text(static_cast<std::uint64_t>(std::stod(digits))));
  }
  if (unit.starts_with("1/")) return fmt::format("{:.4g}{}", value, unit.substr(1));
  return fmt::format("{:.4g}{}", value, unit.empty() ? "" : " " + unit);
}

std::string unit_of(const std::string& section, const std::string& quantity,
                    const std::string& unit) {
  constexpr std::string_view kCounts[] = {"beds occupied", "frames per attempt", "stations",
                                          "queue mean",    "queue max",          "overflow",
                                          "takeovers",     "handshakes",         "wasted",
                                          "refused",       "local alarms",       "drops",
                                          "there",         "patients",           "on duty",
                                          "cost per year", "patients each"};
  const bool count = std::ranges::count(kCounts, quantity) > 0 ||
                     quantity.ends_with("per 1000 admissions") ||
                     (section == "resources" && quantity == "busy");
  return unit == "1" && count ? "" : unit;
}

std::string interval_text(double low, double high, const std::string& unit) {
  return fmt::format("{} .. {}", quantity_text(low, unit), quantity_text(high, unit));
}

}  // namespace wardtwin::viz
