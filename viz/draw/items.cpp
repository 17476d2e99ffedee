#include "viz/draw/items.h"

#include "viz/draw/theme.h"

namespace wardtwin::viz {

Items& items() {
  static Items all;
  return all;
}

void name_rect(const std::string& name, ImVec2 min, ImVec2 max) { items()[name] = {min, max}; }

void name_item(const std::string& name) {
  name_rect(name, ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
}

void beside(float width) {
  const float right = ImGui::GetWindowPos().x + ImGui::GetWindowContentRegionMax().x;
  if (ImGui::GetItemRectMax().x + ImGui::GetStyle().ItemSpacing.x + px(width) <= right)
    ImGui::SameLine();
}

bool named_button(const char* label, const std::string& name) {
  const bool pressed = ImGui::Button(label);
  name_item(name);
  return pressed;
}

void empty_state(const std::string& sentence, const std::string& command) {
  const ImVec2 room = ImGui::GetContentRegionAvail();
  const float width = std::min(room.x - px(40), px(640));
  ImGui::SetCursorPos({ImGui::GetCursorPosX() + std::max(0.f, (room.x - width) / 2),
                       ImGui::GetCursorPosY() + std::max(px(20), room.y / 3)});
  ImGui::BeginGroup();
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
  ImGui::TextUnformatted(sentence.c_str());
  if (!command.empty()) {
    ImGui::Spacing();
    ImGui::TextDisabled("This fills it:");
    ImGui::PushStyleColor(ImGuiCol_Text, palette().selected);
    ImGui::TextUnformatted(command.c_str());
    ImGui::PopStyleColor();
  }
  ImGui::PopTextWrapPos();
  ImGui::EndGroup();
  name_item("empty");
  name_rect("empty/" + command, ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
}

void tooltip(const std::string& text) {
  if (!ImGui::IsItemHovered()) return;
  ImGui::BeginTooltip();
  ImGui::PushTextWrapPos(px(420));
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
  ImGui::EndTooltip();
}

void faint_line(const std::string& text, bool beside_last) {
  if (beside_last) beside(ImGui::CalcTextSize(text.c_str()).x / px(1));
  ImGui::PushTextWrapPos(0);
  ImGui::PushStyleColor(ImGuiCol_Text, palette().faint);
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopStyleColor();
  ImGui::PopTextWrapPos();
}

void heading(const std::string& text, const std::string& hint) {
  ImGui::PushFont(large_font());
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopFont();
  if (hint.empty()) return;
  ImGui::PushTextWrapPos(0);
  ImGui::TextDisabled("%s", hint.c_str());
  ImGui::PopTextWrapPos();
}

}  // namespace wardtwin::viz
