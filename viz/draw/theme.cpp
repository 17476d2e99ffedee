#include "viz/draw/theme.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

namespace wardtwin::viz {
namespace {

constexpr float kFontPixels = 16;
constexpr const char* kSans = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
constexpr const char* kMono = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf";

float scale_now = 1;
ImFont *small = nullptr, *large = nullptr, *mono = nullptr;

constexpr Palette kLight{IM_COL32(246, 247, 249, 255), IM_COL32(255, 255, 255, 255),
                         IM_COL32(24, 29, 38, 255),    IM_COL32(96, 106, 122, 255),
                         IM_COL32(214, 219, 227, 255), IM_COL32(70, 78, 92, 255),
                         IM_COL32(238, 241, 246, 255), IM_COL32(250, 250, 252, 255),
                         IM_COL32(0, 90, 181, 255),    IM_COL32(213, 94, 0, 255)};
constexpr Palette kDark{IM_COL32(20, 23, 29, 255),    IM_COL32(29, 33, 41, 255),
                        IM_COL32(228, 232, 239, 255), IM_COL32(148, 158, 174, 255),
                        IM_COL32(58, 65, 78, 255),    IM_COL32(168, 178, 194, 255),
                        IM_COL32(38, 44, 55, 255),    IM_COL32(32, 37, 46, 255),
                        IM_COL32(110, 180, 255, 255), IM_COL32(255, 170, 80, 255)};
const Palette* now = &kLight;

ImVec4 vec(ImU32 c) { return ImGui::ColorConvertU32ToFloat4(c); }

ImVec4 mix(ImU32 a, ImU32 b, float t) {
  const ImVec4 x = vec(a), y = vec(b);
  return {x.x + t * (y.x - x.x), x.y + t * (y.y - x.y), x.z + t * (y.z - x.z), 1};
}

}  // namespace

const Palette& palette() { return *now; }

void apply(const Theme& theme) {
  scale_now = theme.scale;
  now = theme.dark ? &kDark : &kLight;
  ImGuiStyle style;
  theme.dark ? ImGui::StyleColorsDark(&style) : ImGui::StyleColorsLight(&style);
  ImVec4* c = style.Colors;
  const Palette& p = *now;
  c[ImGuiCol_WindowBg] = c[ImGuiCol_ChildBg] = vec(p.background);
  c[ImGuiCol_PopupBg] = vec(p.panel);
  c[ImGuiCol_Text] = vec(p.text);
  c[ImGuiCol_TextDisabled] = vec(p.faint);
  c[ImGuiCol_Border] = c[ImGuiCol_Separator] = vec(p.line);
  c[ImGuiCol_FrameBg] = mix(p.panel, p.line, 0.45f);
  c[ImGuiCol_FrameBgHovered] = mix(p.panel, p.selected, 0.2f);
  c[ImGuiCol_FrameBgActive] = mix(p.panel, p.selected, 0.3f);
  c[ImGuiCol_Button] = mix(p.panel, p.selected, 0.12f);
  c[ImGuiCol_ButtonHovered] = mix(p.panel, p.selected, 0.28f);
  c[ImGuiCol_ButtonActive] = mix(p.panel, p.selected, 0.4f);
  c[ImGuiCol_Header] = mix(p.panel, p.selected, 0.22f);
  c[ImGuiCol_HeaderHovered] = mix(p.panel, p.selected, 0.3f);
  c[ImGuiCol_HeaderActive] = mix(p.panel, p.selected, 0.4f);
  c[ImGuiCol_CheckMark] = c[ImGuiCol_SliderGrab] = vec(p.selected);
  c[ImGuiCol_TableHeaderBg] = mix(p.panel, p.line, 0.6f);
  c[ImGuiCol_TableBorderLight] = c[ImGuiCol_TableBorderStrong] = vec(p.line);
  c[ImGuiCol_TableRowBgAlt] = mix(p.background, p.line, 0.25f);
  style.WindowRounding = style.ChildRounding = 0;
  style.FrameRounding = style.PopupRounding = style.GrabRounding = 4;
  style.WindowBorderSize = 0;
  style.WindowPadding = {10, 8};
  style.FramePadding = {8, 4};
  style.ItemSpacing = {8, 6};
  style.CellPadding = {6, 3};
  style.ScrollbarSize = 13;
  style.ScaleAllSizes(theme.scale);
  ImGui::GetStyle() = style;
}

void load_fonts(float scale) {
  ImFontAtlas* atlas = ImGui::GetIO().Fonts;
  atlas->Clear();
  // Latin, and the few signs of mathematics the panels use
  static const ImWchar ranges[] = {0x20,   0x17f,  0x2026, 0x2026, 0x2190, 0x2193,
                                   0x2212, 0x2212, 0x2264, 0x2265, 0};
  std::error_code ignored;
  if (!std::filesystem::exists(kSans, ignored)) {
    ImFontConfig own;
    own.SizePixels = std::round(13 * scale);
    small = large = mono = atlas->AddFontDefault(&own);
    return;
  }
  atlas->AddFontFromFileTTF(kSans, std::round(kFontPixels * scale), nullptr, ranges);
  small = atlas->AddFontFromFileTTF(kSans, std::round(0.8f * kFontPixels * scale), nullptr, ranges);
  large = atlas->AddFontFromFileTTF(kSans, std::round(1.4f * kFontPixels * scale), nullptr, ranges);
  mono = std::filesystem::exists(kMono, ignored)
             ? atlas->AddFontFromFileTTF(kMono, std::round(0.88f * kFontPixels * scale), nullptr,
                                         ranges)
             : small;
}

ImFont* small_font() { return small; }
ImFont* large_font() { return large; }
ImFont* mono_font() { return mono; }

ImU32 ink_on(ImU32 color) {
  const ImVec4 c = vec(color);
  return 0.299f * c.x + 0.587f * c.y + 0.114f * c.z > 0.55f ? IM_COL32(20, 20, 20, 255)
                                                            : IM_COL32_WHITE;
}

ImU32 color_of(State state) {
  switch (state) {
    case State::off: return faded(now->faint, 0.45f);
    case State::good: return IM_COL32(0, 158, 115, 255);     // bluish green
    case State::notice: return IM_COL32(86, 180, 233, 255);  // sky blue
    case State::warning: return IM_COL32(230, 159, 0, 255);  // orange
    case State::bad: return IM_COL32(213, 60, 0, 255);       // vermillion
  }
  return 0;
}

const char* word_of_state(State state) {
  constexpr const char* kWords[] = {"empty", "good", "no data", "alarm", "high alarm or down"};
  return kWords[static_cast<std::size_t>(state)];
}

ImU32 series_color(std::size_t i) {
  static constexpr std::array<ImU32, 8> kColors{
      IM_COL32(0, 114, 178, 255),   IM_COL32(213, 94, 0, 255),   IM_COL32(0, 158, 115, 255),
      IM_COL32(204, 121, 167, 255), IM_COL32(230, 159, 0, 255),  IM_COL32(86, 180, 233, 255),
      IM_COL32(120, 94, 240, 255),  IM_COL32(128, 128, 128, 255)};
  if (i % 16 < 8) return kColors[i % 8];
  // the second eight are the first, half way to the background
  const ImVec4 c = mix(kColors[i % 8], now->panel, 0.45f);
  return ImGui::ColorConvertFloat4ToU32(c);
}

ImU32 heat_color(double share) {
  if (std::isnan(share)) return 0;
  struct Rgb {
    double r, g, b;
  };
  // viridis at ninths (van der Walt and Smith, matplotlib)
  static constexpr Rgb k[] = {{68, 1, 84},    {71, 44, 122},  {59, 81, 139},
                              {44, 113, 142}, {33, 144, 141}, {39, 173, 129},
                              {92, 200, 99},  {170, 220, 50}, {253, 231, 37}};
  const double at = std::clamp(share, 0.0, 1.0) * 8;
  const auto i = static_cast<std::size_t>(std::min(7.0, at));
  const double t = at - static_cast<double>(i);
  const auto channel = [&](double Rgb::* c) {
    return static_cast<int>(std::lround(k[i].*c + t * (k[i + 1].*c - k[i].*c)));
  };
  return IM_COL32(channel(&Rgb::r), channel(&Rgb::g), channel(&Rgb::b), 255);
}

ImU32 faded(ImU32 color, float alpha) {
  const auto a = static_cast<ImU32>(std::lround(static_cast<float>(color >> 24) * alpha));
  return (color & 0x00ffffffu) | (a << 24);
}

float px(float pixels) { return std::round(pixels * scale_now); }

}  // namespace wardtwin::viz
