#include <cstdio>

#include <fmt/format.h>

#include "viz/panels/view.h"
#include "viz/trace/yaml_edit.h"

// The scenario's text is what is edited; the plan only shows where it differs from the run.
namespace wardtwin::viz {
namespace {

std::string key_of(const std::string& access_point) {
  return "network.wifi.access_points." + access_point + ".at";
}

}  // namespace

void change_scenario(View& v, std::string text) {
  v.undo.push_back(std::move(v.scenario_text));
  v.redo.clear();
  v.scenario_text = std::move(text);
}

void undo(View& v) {
  if (v.undo.empty()) return;
  v.redo.push_back(std::move(v.scenario_text));
  v.scenario_text = std::move(v.undo.back());
  v.undo.pop_back();
}

void redo(View& v) {
  if (v.redo.empty()) return;
  v.undo.push_back(std::move(v.scenario_text));
  v.scenario_text = std::move(v.redo.back());
  v.redo.pop_back();
}

std::optional<Position> written_place(const std::string& scenario,
                                      const std::string& access_point) {
  const auto text = get_value(scenario, key_of(access_point));
  Position p;
  if (!text || std::sscanf(text->c_str(), "[ %lf m , %lf m , %lf m", &p.x, &p.y, &p.z) != 3)
    return {};
  return p;
}

bool write_place(View& v, const std::string& access_point, Position at) {
  const auto old = written_place(v.scenario_text, access_point);
  if (!old) return false;
  // a drag is exact to a decimetre; the height is not dragged
  auto text = set_value(v.scenario_text, key_of(access_point),
                        fmt::format("[{:.1f} m, {:.1f} m, {:g} m]", at.x, at.y, old->z));
  if (!text) return false;
  change_scenario(v, std::move(*text));
  return true;
}

}  // namespace wardtwin::viz
