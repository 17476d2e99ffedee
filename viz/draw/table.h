#pragma once

#include <imgui.h>

#include <cstdint>
#include <string>
#include <vector>

namespace wardtwin::viz {

struct ColumnHead {
  const char* title;
  const char* tip = nullptr;  ///< what it means, with its unit
  bool number = false;        ///< right-aligned
  float weight = 1;           ///< of the width
};

/// A table that scrolls, with a fixed head whose titles have tooltips. Between begin and end write
/// each row with next_row() and cell(). Height 0: the rest of the panel.
bool begin_table(const char* id, const std::vector<ColumnHead>& heads, float height = 0);
void next_row();
void cell(const std::string& text, bool number = false);
void cell(const std::string& text, ImU32 color);
/// A bar of `share` (0..1) behind the text.
void bar_cell(double share, const std::string& text, ImU32 color);
void end_table();

std::string share_text(double share);     ///< "12.3 %"
std::string count_text(std::uint64_t n);  ///< "12 345 678"
/// Four significant digits with the unit in readable size: "1.2 ms", "34 %", "12 345".
std::string quantity_text(double value, const std::string& unit);

}  // namespace wardtwin::viz
