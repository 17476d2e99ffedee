#include "viz/draw/record.h"

#include <utility>

namespace wardtwin::viz {
namespace {

struct State {
  bool on = false, first = true;  ///< first: of its row
  std::vector<Recorded> all;
};
State& state() {
  static State s;
  return s;
}

// Quoted where a comma, quote or end of line would part it.
std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace

bool recording() { return state().on; }

void start_recording() { state() = {true, true, {}}; }

std::vector<Recorded> stop_recording() {
  state().on = false;
  for (Recorded& r : state().all)
    if (!r.csv.ends_with("\n")) r.csv += "\n";
  return std::exchange(state().all, {});
}

void record(const std::string& name, const std::string& csv) {
  if (state().on) state().all.push_back({name, csv});
}

void record_table(const std::string& name) {
  record(name, "");
  state().first = true;
}

void record_row() {
  if (!state().on || state().all.empty()) return;
  state().all.back().csv += "\n";
  state().first = true;
}

void record_cell(const std::string& text) {
  if (!state().on || state().all.empty()) return;
  std::string& csv = state().all.back().csv;
  if (!state().first) csv += ',';
  csv += quoted(text);
  state().first = false;
}

}  // namespace wardtwin::viz
