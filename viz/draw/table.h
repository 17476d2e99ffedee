#pragma once

#include <imgui.h>

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace wardtwin::viz {

struct ColumnHead {
  const char* title;
  const char* tip = nullptr;  ///< what it means, with its unit; none: as the glossary says
  bool number = false;        ///< right-aligned
  float weight = 1;           ///< of the width
};

/// A table that scrolls, with a fixed head whose titles have tooltips. Between begin and end write
/// each row with next_row() and cell(). Height 0: the rest of the panel.
bool begin_table(const char* id, const std::vector<ColumnHead>& heads, float height = 0);
/// Titles drawn so far that have neither a tip nor a place in the glossary, for tests.
std::set<std::string>& heads_without_meaning();
void next_row();
void cell(const std::string& text, bool number = false);
void cell(const std::string& text, ImU32 color);
/// A bar of `share` (0..1) behind the text.
void bar_cell(double share, const std::string& text, ImU32 color);
/// A cell that chooses its row; true: it was clicked.
bool choice_cell(const std::string& text, const std::string& id, bool chosen = false);
/// Calls draw(i) for the rows that are in sight, or for all while recording.
void rows_in_sight(std::size_t rows, const std::function<void(std::size_t)>& draw);
void end_table();

/// As much of the text as fits into so many pixels, with three dots for the rest.
std::string shortened(const std::string& text, float width);
std::string share_text(double share);     ///< "12.3 %"
std::string count_text(std::uint64_t n);  ///< "12 345 678"
/// Four significant digits with the unit in readable size: "1.2 ms", "34 %", "1 972 000", "4.5/d".
/// Unit "1" is a share; none, a number of things.
std::string quantity_text(double value, const std::string& unit);
/// Results files give shares and numbers of things the unit "1" alike: none for the latter.
std::string unit_of(const std::string& section, const std::string& quantity,
                    const std::string& unit);
std::string interval_text(double low, double high, const std::string& unit);  ///< "1 s .. 2 s"

}  // namespace wardtwin::viz
